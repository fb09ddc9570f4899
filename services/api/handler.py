"""Service `api`: everything below /api that no other service answers."""

import os
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from services.common.http import Answer, Request, answer
from services.common.service import Service


def _index(_request: Request) -> Answer:
    """The services and where each answers for its health."""
    names = [name for name in os.environ.get("SERVICES", "").split(",") if name]
    prefixes = {name: "/api" if name == "api" else f"/api/{name}" for name in names}
    return answer(
        HTTPStatus.OK,
        {
            "service": "api",
            "version": os.environ.get("AWS_LAMBDA_FUNCTION_VERSION", "unpublished"),
            "environment": os.environ.get("ENVIRONMENT", ""),
            "serves": [
                {"service": name, "path": prefix, "health": f"{prefix}/health"}
                for name, prefix in prefixes.items()
            ],
        },
    )


SERVICE = Service("api", "/api", routes={"GET /": _index}, variables=("SERVICES",))


def handle(event: Mapping[str, Any], _context: object) -> Answer:
    """Lambda's entry point."""
    return SERVICE.handle(event)
