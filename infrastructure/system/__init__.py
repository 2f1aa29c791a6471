"""Adapters that need only the operating system."""
