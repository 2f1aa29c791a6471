"""An emulator of AWS's services, in a process of its own."""
