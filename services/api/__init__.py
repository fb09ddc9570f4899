"""The entry point: says what the platform serves."""
