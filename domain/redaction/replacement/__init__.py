"""Replacing findings with placeholders.

`finding` is a value in a text that is to be replaced, `placeholder` is what stands in for it, and `rewriting` is a text
in which findings are replaced. A placeholder can make the text beside it a finding: `settling` reads a text again until
nothing more is found in it.
"""
