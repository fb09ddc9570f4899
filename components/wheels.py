"""Compiled packages for the platform that Lambda runs on, which is not this machine's.

I/O: pip, by its ordinary client and with the digests of requirements.txt, into the user's cache.
What is there already is not asked for again, so a second `pulumi up` needs no network.
"""

import hashlib
import os
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

# Lambda's python3.13 on arm64 is Amazon Linux 2023, with glibc 2.34.
# Source: Lambda Developer Guide, "Lambda runtimes".
PYTHON: Final = "3.13"
PLATFORMS: Final = ("manylinux_2_34_aarch64", "manylinux_2_28_aarch64", "manylinux_2_17_aarch64")
# pydantic's core; everything else that the rollback's function carries is Python only.
COMPILED: Final = ("pydantic-core",)
PINS: Final = Path("requirements.txt")
_CACHE_VARIABLE: Final = "XDG_CACHE_HOME"


class WheelMissingError(Exception):
    """The wheel can't be had; the message says how to get it."""


def unpacked(name: str, pins: Path = PINS) -> Path:
    """The folder with a package as it is on Lambda, fetched if it is not in the cache.

    Args:
        name: as in the pins.
        pins: file with versions and digests, of the checked-out commit.

    Raises:
        WheelMissingError: it is not in the cache and can't be fetched.
    """
    pin = pin_of(name, pins.read_text("utf-8"))
    key = hashlib.sha256("\n".join((pin, PYTHON, *PLATFORMS)).encode()).hexdigest()[:16]
    folder = _cache() / f"{name}-{key}"
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix="partial-") as scratch:
            _unpack(_fetch(name, pin, Path(scratch)), Path(scratch) / "made", folder)
    return folder


def pin_of(name: str, pins: str) -> str:
    """A package's lines: version and digests.

    Raises:
        WheelMissingError: it is not pinned.
    """
    found = re.search(rf"^{re.escape(name)}==.*?(?=^\S|\Z)", pins, re.MULTILINE | re.DOTALL)
    if found is None:
        raise WheelMissingError(f"requirements.txt pins no {name}: make lock")
    lines = [line for line in found[0].splitlines() if not line.lstrip().startswith("#")]
    return "\n".join(lines)


def command_for(requirement: Path, folder: Path) -> list[str]:
    """pip's command: exactly the pinned file, and no other platform's."""
    platforms = [word for platform in PLATFORMS for word in ("--platform", platform)]
    return [
        *(sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"),
        *("--require-hashes", "--no-deps", "--only-binary", ":all:"),
        *("--implementation", "cp", "--python-version", PYTHON, *platforms),
        *("--dest", str(folder), "--requirement", str(requirement)),
    ]


def _fetch(name: str, pin: str, scratch: Path) -> Path:
    requirement = scratch / "requirement.txt"
    requirement.write_text(pin + "\n", "utf-8")
    done = subprocess.run(
        command_for(requirement, scratch),
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    wheels = list(scratch.glob("*.whl"))
    if done.returncode != 0 or len(wheels) != 1:
        raise WheelMissingError(
            f"{name} for Lambda (Python {PYTHON}, arm64) can't be had: "
            f"{done.stderr.strip()[-400:] or 'pip gave no wheel'}\n"
            "On a machine that reaches a package registry `make python` puts it into the cache, "
            f"which may be copied: {_cache()}"
        )
    return wheels[0]


def _unpack(wheel: Path, made: Path, folder: Path) -> None:
    """Renamed into its place as the last act: whoever finds the folder finds it whole."""
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(made)
    try:
        made.rename(folder)
    except OSError:
        if not folder.is_dir():  # else another process was first, with the same contents
            raise


def _cache() -> Path:
    base = Path(os.environ.get(_CACHE_VARIABLE) or Path.home() / ".cache")
    return base / "clinical-trial" / "wheels"


def main(names: Sequence[str] = COMPILED) -> int:
    """Fetch what the program will need; `make python` calls it."""
    for name in names:
        try:
            sys.stdout.write(f"  {unpacked(name).name}\n")
        except WheelMissingError as error:
            sys.stderr.write(f"{error}\n`pulumi up` will try again; nothing else needs it.\n")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
