"""Does, in order: executes plans, journals steps, verifies health."""
