"""Sign-in tokens: signed and checked with a key that never leaves KMS."""
