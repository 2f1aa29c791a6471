"""The kinds, with modules for their values and files for the words around them."""
