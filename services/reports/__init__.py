"""Reports over a trial's data."""
