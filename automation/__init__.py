"""The machinery that takes the platform back to an earlier release."""
