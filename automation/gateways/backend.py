"""Where a stack's state is kept, and who reads it. I/O: Pulumi's settings files.

The backend is chosen as the engine chooses it: PULUMI_BACKEND_URL, else `backend.url` of
Pulumi.yaml, else what `pulumi login` left. Neither engine nor SDK is needed for that, nor for the
backends that are files or objects in S3: the traffic must not wait for them.
"""

import json
import os
from pathlib import Path
from typing import Final

import yaml

from automation.gateways.backend_cloud import CloudBackend
from automation.gateways.backend_files import FileStore
from automation.gateways.backend_s3 import BucketStore
from automation.gateways.backend_stored import StoredBackend

URL_VARIABLE: Final = "PULUMI_BACKEND_URL"


def backend_of(project: str, stack: str, folder: Path) -> StoredBackend | CloudBackend | None:
    """The backend of a stack.

    None where nobody is logged in to any, and where it is of another kind (`azblob://`, `gs://`):
    whoever goes back must be able to without one.

    Args:
        project: the Pulumi project's name.
        stack: the stack's name.
        folder: where Pulumi.yaml lies.
    """
    url = backend_url(folder) or ""
    if url.startswith("file://"):
        return StoredBackend(FileStore(url), project, stack)
    if url.startswith("s3://"):
        return StoredBackend(BucketStore(url), project, stack)
    if url.startswith(("https://", "http://")):
        return CloudBackend(folder, stack)
    return None


def backend_url(folder: Path) -> str | None:
    """The backend's URL; None where nobody chose one."""
    return os.environ.get(URL_VARIABLE) or _of_project(folder) or _of_login()


def _of_project(folder: Path) -> str | None:
    file = folder / "Pulumi.yaml"
    if not file.is_file():
        return None
    told = yaml.safe_load(file.read_text()) or {}
    url = (told.get("backend") or {}).get("url")
    return str(url) if url else None


def _of_login() -> str | None:
    home = Path(os.environ.get("PULUMI_HOME") or Path.home() / ".pulumi")
    try:
        url = json.loads((home / "credentials.json").read_text()).get("current")
    except (FileNotFoundError, ValueError):
        return None
    return str(url) if url else None
