"""A service's code as the archive that Lambda gets. I/O: lists files."""

from collections.abc import Iterable
from importlib.metadata import distribution
from pathlib import Path, PurePath

import pulumi

ROOT = Path("services")
SHARED = "common"
# PostgreSQL's driver and what it needs: Python only, so one archive fits every architecture.
DRIVER = ("asn1crypto", "pg8000", "python-dateutil", "scramp", "six")


def archive(service: str) -> pulumi.AssetArchive:
    """The service's own files, the shared ones and the driver, nothing else.

    The same sources and the same pins give the same archive wherever they are checked out and
    installed: paths in it are sorted and relative, and nothing is taken along that Python or an
    installer leaves behind.
    """
    own = [ROOT / "__init__.py", *_sources(SHARED), *_sources(service)]
    files = {path.as_posix(): path for path in own} | installed(DRIVER)
    return pulumi.AssetArchive(
        {name: pulumi.FileAsset(str(path)) for name, path in sorted(files.items())}
    )


def handler(service: str) -> str:
    """Entry point of a service inside its archive."""
    return f"{ROOT}.{service}.handler.handle"


def _sources(folder: str) -> list[Path]:
    return sorted(path for kind in ("*.py", "*.sql") for path in (ROOT / folder).rglob(kind))


def installed(packages: Iterable[str]) -> dict[str, Path]:
    """Packages as this interpreter has them, which is as requirements.txt pins them.

    Returns:
        name in an archive -> file.
    """
    return {
        file.as_posix(): Path(str(file.locate()))
        for name in packages
        for file in distribution(name).files or ()
        if is_carried(file)
    }


def is_carried(file: PurePath) -> bool:
    """Code, its data, licence and metadata (a package asks for its own version at run time)."""
    if file.suffix == ".pyc" or ".." in file.parts:
        return False
    if not file.parts[0].endswith(".dist-info"):
        return True
    return file.name == "METADATA" or "LICENSE" in file.name.upper()
