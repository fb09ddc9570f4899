"""Messages to participants and staff."""
