"""Function code on disk, unpacked once for each CodeSha256. Writes folders of its own."""

import hashlib
import io
import os
import shutil
import tempfile
import zipfile
from pathlib import Path

from sandbox.gateway.compiled import stand_in


def unpacked(root: Path, code: bytes) -> Path:
    """The folder with a zip's content; two that unpack it at once end with the same one.

    Args:
        root: folder of the folders.
        code: the zip, as it was uploaded.

    Raises:
        zipfile.BadZipFile: it is none.
    """
    folder = root / hashlib.sha256(code).hexdigest()
    if folder.exists():
        return folder
    root.mkdir(parents=True, exist_ok=True)
    partial = Path(tempfile.mkdtemp(dir=root, prefix="partial-"))
    try:
        with zipfile.ZipFile(io.BytesIO(code)) as archive:
            archive.extractall(partial)
        stand_in(partial)
        os.rename(partial, folder)  # noqa: PTH104 - refuses a folder that is there, unlike replace
    except OSError:
        if not folder.exists():
            raise
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return folder
