"""The rollback tool's code as the archives that Lambda gets. I/O: reads and lists files.

Only what a handler imports, followed from module to module: a change of a command or of the
engine's part leaves the function as it is. boto3 and urllib3 are Lambda's own.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pulumi

from components import wheels
from components.code import installed, is_carried

PACKAGE: Final = "automation"
# pydantic and what it needs, Python only.
_DOCUMENTS: Final = ("annotated-types", "pydantic", "typing-extensions", "typing-inspection")
# The templates' language, Slack's and PagerDuty's clients, and what they need.
_CHANNELS: Final = (
    *("jinja2", "markupsafe", "slack-sdk", "pagerduty"),
    *("httpx2", "httpcore2", "h11", "anyio", "idna", "truststore"),
)
# The templates, beside the module that fills them.
_DATA: Final = "*.j2"


@dataclass(frozen=True)
class Program:
    """A function's code.

    Attributes:
        module: of the handler.
        libraries: that go along, Python only.
    """

    module: str
    libraries: tuple[str, ...]

    @property
    def handler(self) -> str:
        """Its entry point."""
        return f"{self.module}.handle"


ROLLBACK: Final = Program("automation.handlers.alarm", _DOCUMENTS)
MESSAGES: Final = Program("automation.handlers.deliver", (*_DOCUMENTS, *_CHANNELS))


def archive(program: Program) -> pulumi.AssetArchive:
    """The archive, from the folder that the program runs in.

    The same sources and pins give the same one on every machine.

    Raises:
        pulumi.RunError: the compiled package is neither in the cache nor to be had.
    """
    try:
        found = files(Path(), program)
    except wheels.WheelMissingError as error:
        raise pulumi.RunError(f"{error}\nNothing was deployed.") from None
    return pulumi.AssetArchive({name: pulumi.FileAsset(str(path)) for name, path in found.items()})


def files(root: Path, program: Program) -> dict[str, Path]:
    """The handler's modules, its libraries, and the compiled one for Lambda's platform.

    Args:
        root: folder of the repository.
        program: whose.

    Returns:
        name in the archive -> file, sorted.

    Raises:
        WheelMissingError: the compiled package is neither in the cache nor to be had.
    """
    own = modules(root, program.module)
    found = {path.as_posix(): root / path for path in [*own, *_data_beside(root, own)]}
    found |= _python_only(installed(program.libraries))
    for name in wheels.COMPILED:
        found |= _compiled(name, root)
    return dict(sorted(found.items()))


def modules(root: Path, start: str) -> list[Path]:
    """Files of the handler's module and of all of the tool's that it imports, sorted."""
    found: set[Path] = set()
    waiting = [start]
    while waiting:
        path = _file_of(root, waiting.pop())
        if path is None or path in found:
            continue
        found.add(path)
        waiting += _imports(root / path)
    folders = {parent for path in found for parent in path.parents if parent != Path()}
    return sorted(found | {folder / "__init__.py" for folder in folders})


def _file_of(root: Path, module: str) -> Path | None:
    """None for what is no module of the tool: a name in one, or another package's."""
    path = Path(*module.split("."))
    if path.parts[0] != PACKAGE:
        return None
    candidates = (path.with_suffix(".py"), path / "__init__.py")
    return next((each for each in candidates if (root / each).is_file()), None)


def _imports(file: Path) -> Iterator[str]:
    """Every module that a file names, and every name in it, which may be one."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _data_beside(root: Path, own: list[Path]) -> list[Path]:
    folders = {path.parent for path in own}
    return [file.relative_to(root) for folder in folders for file in (root / folder).glob(_DATA)]


def _python_only(found: dict[str, Path]) -> dict[str, Path]:
    """Without markupsafe's compiled part, which is this machine's: it has the same in Python."""
    return {name: path for name, path in found.items() if path.suffix not in {".so", ".pyd", ".c"}}


def _compiled(name: str, root: Path) -> dict[str, Path]:
    folder = wheels.unpacked(name, root / wheels.PINS)
    relative = ((path.relative_to(folder), path) for path in folder.rglob("*") if path.is_file())
    return {inner.as_posix(): path for inner, path in relative if is_carried(inner)}
