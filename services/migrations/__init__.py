"""Moves the database's schema forward, and never back; each deployment calls it, nobody else."""
