"""Touches the world: the only code that calls AWS, Pulumi, git or HTTP."""
