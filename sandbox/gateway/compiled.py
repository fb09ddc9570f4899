"""Compiled modules of a function for this machine, where its zip has them for Lambda's.

Lambda runs arm64 and its own Python; this machine runs what it runs. So the same package as this
virtual environment has it stands in, from the same pins. Reads and writes the unpacked folder.
"""

import importlib.util
import logging
import shutil
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path
from typing import Final

log: Final = logging.getLogger("sandbox")


def stand_in(folder: Path) -> None:
    """Put this machine's build beside each compiled module that it can't load.

    Args:
        folder: of the unpacked zip.
    """
    for foreign in folder.rglob("*.so"):
        module = foreign.name.partition(".")[0]
        if foreign.name in {module + suffix for suffix in EXTENSION_SUFFIXES}:
            continue
        origin = _own(foreign.relative_to(folder))
        if origin is None:
            log.warning("%s: there is no build of it for this machine", foreign.name)
            continue
        shutil.copyfile(origin, foreign.with_name(origin.name))


def _own(file: Path) -> Path | None:
    """This environment's file of the same module: `package/_core.cpython-313-….so`."""
    module = ".".join((*file.parent.parts, file.name.partition(".")[0]))
    try:
        spec = importlib.util.find_spec(module)
    except ModuleNotFoundError:
        return None
    return Path(spec.origin) if spec is not None and spec.origin else None
