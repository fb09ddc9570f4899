"""Measures the rollback against the written procedure's own scripts. Not part of the tests."""
