"""Copies the upstream provider's sources, cut to the services that this project uses.

Upstream registers about 250 AWS services; compiling all of them takes more than an hour on two
cores. Two generated files name them all: the client factory and the list of service packages. With
those two cut, the compiler never meets the rest.

I/O: reads the module's folder (which is read-only), writes the copy.
"""

import re
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path

from sandbox.engine.recipe import UPSTREAM_MODULE

_SERVICE_IMPORT = re.compile(rf'"{re.escape(UPSTREAM_MODULE)}/internal/service/([a-z0-9]+)[/"]')
_REGISTRATION = re.compile(r"^\s+([a-z0-9]+)\.ServicePackage\(ctx\)")
_CLIENT_METHOD = re.compile(r"\nfunc \(c \*AWSClient\) (\w+)\(")
_CLIENT_USE = re.compile(r"\b([A-Z]\w+Client)\(")
_SDK_IMPORT = re.compile(r'^\s+(?:(\w+) )?"github\.com/aws/aws-sdk-go-v2/service/([\w/]+)"')

_SERVICE_LIST = Path("internal/provider/sdkv2/service_packages_gen.go")
_CLIENTS = Path("internal/conns/awsclient_gen.go")
# What a build never reads: tests, their data and their helpers, the generators' own programs.
_LEFT_OUT = shutil.ignore_patterns("*_test.go", "testdata", "test-fixtures")
_FOLDERS_LEFT_OUT = {"acctest", "generate"}


def cut(module: Path, target: Path, services: Iterable[str]) -> set[str]:
    """Copies what the services need.

    :param module: folder of the upstream module.
    :param target: folder to create.
    :returns: the services that were kept: those asked for and what they import.
    :raises ValueError: when upstream has no such service.
    """
    kept = _closure(module, services)
    target.mkdir(parents=True)
    for name in ("go.mod", "go.sum"):
        shutil.copyfile(module / name, target / name)
    for folder in ("names", "version"):
        _copy(module / folder, target / folder)
    left_out = {"service", *_FOLDERS_LEFT_OUT}
    _copy_some(module / "internal", target / "internal", lambda name: name not in left_out)
    services_folder = Path("internal") / "service"
    _copy_some(module / services_folder, target / services_folder, lambda name: name in kept)
    _cut_service_list(target / _SERVICE_LIST, kept)
    _cut_clients(target / _CLIENTS, target)
    return kept


def _closure(module: Path, services: Iterable[str]) -> set[str]:
    kept: set[str] = set()
    waiting = list(services)
    while waiting:
        service = waiting.pop()
        if service in kept:
            continue
        folder = module / "internal" / "service" / service
        if not folder.is_dir():
            raise ValueError(f"the upstream provider has no service {service}")
        kept.add(service)
        for text in _sources(folder):
            waiting += _SERVICE_IMPORT.findall(text)
    return kept


def _sources(folder: Path) -> Iterator[str]:
    for path in folder.rglob("*.go"):
        if not path.name.endswith("_test.go"):
            yield path.read_text("utf-8")


def _copy_some(source: Path, target: Path, stays: Callable[[str], bool]) -> None:
    """Copies a folder's files and those of its folders that stay."""
    target.mkdir(parents=True)
    for entry in sorted(source.iterdir()):
        if entry.is_file():
            shutil.copyfile(entry, target / entry.name)
        elif stays(entry.name):
            _copy(entry, target / entry.name)


def _copy(source: Path, target: Path) -> None:
    # Contents only: the module's files are read-only, a build folder must be removable.
    shutil.copytree(source, target, ignore=_LEFT_OUT, copy_function=shutil.copyfile)
    for folder in (target, *target.rglob("*/")):
        folder.chmod(0o755)


def _cut_service_list(path: Path, kept: Collection[str]) -> None:
    lines = path.read_text("utf-8").splitlines(keepends=True)

    def stays(line: str) -> bool:
        named = _SERVICE_IMPORT.search(line) or _REGISTRATION.match(line)
        return named is None or named[1] in kept

    path.write_text("".join(line for line in lines if stays(line)), "utf-8")


def _cut_clients(path: Path, root: Path) -> None:
    """Keeps the client methods that something calls, and the imports that those need."""
    used = {
        name
        for source in root.rglob("*.go")
        if source != path
        for name in _CLIENT_USE.findall(source.read_text("utf-8"))
    }
    head, *functions = re.split(r"(?=\nfunc )", path.read_text("utf-8"))
    body = "".join(
        function
        for function in functions
        if (method := _CLIENT_METHOD.match(function)) is None or method[1] in used
    )
    lines = [line for line in head.splitlines(keepends=True) if _is_needed(line, body)]
    path.write_text("".join(lines) + body, "utf-8")


def _is_needed(line: str, body: str) -> bool:
    imported = _SDK_IMPORT.match(line)
    if imported is None:
        return True
    alias = imported[1] or imported[2].rpartition("/")[2]
    return re.search(rf"\b{re.escape(alias)}\.", body) is not None
