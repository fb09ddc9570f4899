"""What AWS starts: thin, and without what only a person's machine has (Pulumi, a terminal, git)."""
