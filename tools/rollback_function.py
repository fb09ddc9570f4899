"""`python -m tools.rollback_function`: how large the tool's functions are, and how fast they load.

It builds each archive as the program does, unpacks it with this machine's build of what is
compiled, and loads the handler in new processes that see nothing of this environment but what
Lambda's own runtime has. I/O: a temporary folder, subprocesses.
"""

import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import distribution
from pathlib import Path
from typing import Final

from components import tool_code
from components.tool_code import MESSAGES, ROLLBACK, Program
from sandbox.gateway.compiled import stand_in
from sandbox.home import REPOSITORY

# What Lambda's Python runtime brings along. Source: Lambda Developer Guide, "Working with layers
# for Python Lambda functions": boto3, botocore and what they need.
RUNTIME: Final = (
    "boto3",
    "botocore",
    "jmespath",
    "python-dateutil",
    "s3transfer",
    "six",
    "urllib3",
)
_RUNS: Final = 5
_LOAD: Final = (
    "import sys; sys.path[:0] = {paths!r}; "
    "import time; began = time.perf_counter(); "
    "import {module} as handler; "
    "print(time.perf_counter() - began, *sorted(n for n in sys.modules if '.' not in n))"
)


def zipped(target: Path, program: Program = ROLLBACK) -> Path:
    """The archive as a zip file, the same one for the same sources."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        for name, path in tool_code.files(REPOSITORY, program).items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            file.writestr(info, path.read_bytes(), zipfile.ZIP_DEFLATED)
    return target


def unzipped(file: Path, folder: Path) -> Path:
    """The zip's contents, for this machine."""
    with zipfile.ZipFile(file) as archive:
        archive.extractall(folder)
    stand_in(folder)
    return folder


@contextmanager
def runtime_folder() -> Iterator[Path]:
    """A folder with nothing but what Lambda's own runtime has."""
    with tempfile.TemporaryDirectory(prefix="lambda-runtime-") as scratch:
        for name in RUNTIME:
            for file in distribution(name).files or ():
                top, origin = file.parts[0], Path(str(file.locate()))
                link = Path(scratch) / top
                if top != ".." and not link.exists():
                    link.symlink_to(
                        origin.parents[len(file.parts) - 2] if file.parts[1:] else origin
                    )
        yield Path(scratch)


def load(code: Path, runtime: Path, program: Program = ROLLBACK) -> tuple[float, set[str]]:
    """Load the handler in a new process.

    Returns:
        seconds, and the names of all that was loaded.

    Raises:
        subprocess.CalledProcessError: it can't be loaded.
    """
    source = _LOAD.format(paths=[str(code), str(runtime)], module=program.module)
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", source], capture_output=True, text=True, check=True
    )
    seconds, *loaded = done.stdout.split()
    return float(seconds), set(loaded)


def main() -> None:
    """Print the figures of each."""
    for program in (ROLLBACK, MESSAGES):
        sys.stdout.write(f"{program.module}\n")
        _measure(program)


def _measure(program: Program) -> None:
    with tempfile.TemporaryDirectory() as scratch, runtime_folder() as runtime:
        file = zipped(Path(scratch) / "function.zip", program)
        code = unzipped(file, Path(scratch) / "code")
        with zipfile.ZipFile(file) as archive:
            sizes = [each.file_size for each in archive.infolist()]
        first, *others = (load(code, runtime, program)[0] for _ in range(_RUNS))
        sys.stdout.write(
            f"files      {len(sizes)}\n"
            f"zipped     {file.stat().st_size / 1e6:.2f} MB\n"
            f"unzipped   {sum(sizes) / 1e6:.2f} MB\n"
            f"first load {first:.2f} s (compiles the sources)\n"
            f"load       {min(others):.2f} s (best of {len(others)} new processes)\n"
        )


if __name__ == "__main__":
    main()
