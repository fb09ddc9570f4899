"""Moves the database's schema forward, and never back: called by each deployment, by nobody else."""
