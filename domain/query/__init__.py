"""Which logs somebody asks for, and whether a log is among them."""
