"""The cache with real processes: two at once, one killed half-way."""

import signal
import subprocess
import sys
from pathlib import Path
from typing import IO

from sandbox.engine.cache import Cache

_KEY = "0123456789abcdef"
# Of a shell's job in the background SIGINT is ignored, and so it would be of what the job starts.
_PROGRAM = """
import signal
import sys
from pathlib import Path
from rich.console import Console
from sandbox.engine.cache import Cache
from sandbox.engine.provision import Way, provision_into

signal.signal(signal.SIGINT, signal.default_int_handler)
cache, marks = Cache(Path(sys.argv[1]), sys.argv[2]), Path(sys.argv[3])

def obtain(staged, progress):
    with (marks / "builds").open("a") as builds:
        builds.write("one\\n")
    (staged / "bin").mkdir()
    (staged / "bin" / "pulumi").write_text("half")
    print("building", flush=True)
    sys.stdin.readline()  # goes on when the test says so
    (staged / "plugins").mkdir()
    return None

engine = provision_into(cache, [Way("build", "build", obtain)], Console(stderr=True))
print(engine.bin, flush=True)
"""


def _start(root: Path, marks: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", _PROGRAM, str(root), _KEY, str(marks)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _line(stream: IO[str] | None) -> str:
    assert stream is not None
    return stream.readline().strip()


def test_the_second_of_two_waits_and_uses_what_the_first_made(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache", _KEY)
    first = _start(cache.root, tmp_path)
    assert _line(first.stdout) == "building"
    second = _start(cache.root, tmp_path)
    assert "waiting for it" in _line(second.stderr)
    assert cache.find() is None
    told, _ = first.communicate("go on\n")
    told_second, _ = second.communicate("")
    assert told.strip() == told_second.strip() == str(cache.folder / "bin")
    assert (tmp_path / "builds").read_text() == "one\n"


def test_a_killed_build_leaves_nothing_that_looks_finished_and_is_cleared_away(
    tmp_path: Path,
) -> None:
    cache = Cache(tmp_path / "cache", _KEY)
    killed = _start(cache.root, tmp_path)
    assert _line(killed.stdout) == "building"
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    assert cache.find() is None
    assert len(list(cache.root.glob("*.unfinished-*"))) == 1
    after = _start(cache.root, tmp_path)
    assert _line(after.stdout) == "building"
    told, _ = after.communicate("go on\n")
    assert told.strip() == str(cache.folder / "bin")
    assert sorted(path.name for path in cache.root.iterdir()) == [_KEY, f"{_KEY}.lock"]


def test_an_interrupted_build_clears_away_after_itself(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache", _KEY)
    interrupted = _start(cache.root, tmp_path)
    assert _line(interrupted.stdout) == "building"
    interrupted.send_signal(signal.SIGINT)
    interrupted.communicate()
    assert [path.name for path in cache.root.iterdir()] == [f"{_KEY}.lock"]
