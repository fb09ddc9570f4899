"""Why a demo or an end-to-end test can't go on. No I/O."""


class DemoError(Exception):
    """One message for the person who started it."""


class ClaimError(DemoError):
    """Something that was claimed is not so."""
