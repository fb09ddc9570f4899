"""The demo: a bad release reaches users, and one command takes it back."""
