"""Times as answers show them. Pure."""

from datetime import UTC, datetime


def shown(moment: datetime) -> str:
    """In UTC, to the microsecond: the form in which the audit log's hashes hold it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
