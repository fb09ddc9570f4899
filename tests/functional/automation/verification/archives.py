"""A service's code as Lambda gets it: the files that the program takes along. Reads them."""

import io
import zipfile
from pathlib import Path
from typing import Final

ROOT: Final = Path("services")
# A fixed time: the same source is the same code.
_TIME: Final = (2026, 1, 1, 0, 0, 0)


def archive(service: str, changes: dict[str, str] | None = None) -> bytes:
    """The archive of a service.

    Args:
        service: its name.
        changes: path in the archive -> other contents, to deploy a fault.
    """
    folders = (ROOT / "common", ROOT / service)
    files = [ROOT / "__init__.py", *(file for folder in folders for file in folder.rglob("*.py"))]
    contents = {file.as_posix(): file.read_text() for file in files} | (changes or {})
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as written:
        for path, text in sorted(contents.items()):
            written.writestr(zipfile.ZipInfo(path, _TIME), text)
    return buffer.getvalue()


def source(file: str) -> str:
    """A file of the services' code."""
    return (ROOT / file).read_text()
