"""The whole stack, deployed by SAM to an emulator that enforces the roles."""
