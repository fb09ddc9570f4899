"""Commands of the demo."""

import os
import sys
import time
from pathlib import Path

import pytest

from sandbox.demo.command import run

PATH = {"PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])}


def test_keeps_both_streams_apart(tmp_path: Path) -> None:
    ran = run(("sh", "-c", "echo out; echo err >&2; exit 3"), tmp_path, PATH)

    assert (ran.code, ran.output, ran.errors) == (3, "out\n", "err\n")


def test_tells_each_line_of_both_streams_in_their_order(tmp_path: Path) -> None:
    lines: list[str] = []

    ran = run(("sh", "-c", "echo one; echo two >&2; echo three"), tmp_path, PATH, lines.append)

    assert lines == ["one", "two", "three"]
    assert ran.said == "one\ntwo\nthree\n"


def test_finds_the_program_by_the_path_that_the_command_gets(tmp_path: Path) -> None:
    program = tmp_path / "hello"
    program.write_text("#!/bin/sh\necho found\n")
    program.chmod(0o755)

    ran = run(("hello",), tmp_path, {"PATH": f"{tmp_path}{os.pathsep}{PATH['PATH']}"})

    assert ran.output == "found\n"


def test_an_interruption_ends_the_command_and_what_it_started(tmp_path: Path) -> None:
    def interrupt(_line: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(("sh", "-c", "sleep 600 & echo $! > pid; echo ready; wait"), tmp_path, PATH, interrupt)

    child = int((tmp_path / "pid").read_text())
    assert has_ended(child)


def has_ended(pid: int) -> bool:
    """Also a zombie has; the system collects it when it likes."""
    for _ in range(100):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state == "Z":
            return True
        time.sleep(0.05)
    return False
