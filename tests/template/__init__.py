"""Tests of the deployed template."""
