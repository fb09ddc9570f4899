"""Evidence of an incident: what is kept of it, and without which secrets. Pure."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from automation.core.release import Document

PREFIX: Final = "evidence/"
KEPT: Final = "evidence-kept"
_VARIABLES: Final = "Variables"


class Kept(Document):
    """One piece of evidence in the locked bucket.

    Attributes:
        key: where it lies.
        version_id: which version of the key it is.
        sha256: of its content, in hexadecimal.
        size: bytes.
    """

    format: int = 1
    key: str
    version_id: str
    sha256: str
    size: int
    run_id: str
    kept_at: datetime


@dataclass(frozen=True)
class Piece:
    """Content that is to be kept, under a name below the run's own folder."""

    name: str
    content: bytes


def key_of(run_id: str, name: str) -> str:
    """Where a run's piece of evidence lies."""
    return f"{PREFIX}{run_id}/{name}"


def piece_of(name: str, document: Any) -> Piece:
    """A document as evidence: JSON that reads well and is the same for the same document."""
    return Piece(
        name, (json.dumps(document, indent=2, sort_keys=True, default=str) + "\n").encode()
    )


def sha256_of(content: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def without_values(function: Mapping[str, Any]) -> dict[str, Any]:
    """A function's configuration with a digest in place of each environment variable's value.

    Two configurations still tell whether a value was changed; neither tells what it was.
    """
    environment = function.get("Environment")
    if not environment or _VARIABLES not in environment:
        return dict(function)
    variables = {
        name: f"sha256:{sha256_of(str(value).encode())}"
        for name, value in environment[_VARIABLES].items()
    }
    return {**function, "Environment": {_VARIABLES: variables}}
