"""Service `files`."""

from collections.abc import Mapping
from typing import Any

from services.common.http import Answer
from services.common.service import Service

SERVICE = Service("files", "/api/files", routes={})


def handle(event: Mapping[str, Any], _context: object) -> Answer:
    """Lambda's entry point."""
    return SERVICE.handle(event)
