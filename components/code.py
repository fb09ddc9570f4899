"""A service's code as the archive that Lambda gets. I/O: lists the service's folder."""

from pathlib import Path

import pulumi

ROOT = Path("services")
SHARED = "common"


def archive(service: str) -> pulumi.AssetArchive:
    """The service's own files and the shared ones, nothing else.

    The same sources give the same archive wherever they are checked out: paths in it are sorted
    and relative, and no file that Python leaves behind is taken along.
    """
    files = [ROOT / "__init__.py", *_sources(SHARED), *_sources(service)]
    return pulumi.AssetArchive({path.as_posix(): pulumi.FileAsset(str(path)) for path in files})


def handler(service: str) -> str:
    """Entry point of a service inside its archive."""
    return f"{ROOT}.{service}.handler.handle"


def _sources(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))
