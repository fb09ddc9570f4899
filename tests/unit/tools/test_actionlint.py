"""The workflow linter: built once, kept by the digest of its pins."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from sandbox.engine.errors import EngineError
from tests.unit.sandbox.engine.fakes import FakeCommands, Screen, make_program
from tools.actionlint import PACKAGE, SOURCES, build, cached


@pytest.fixture(autouse=True)
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that has a Go compiler."""
    monkeypatch.setenv("PATH", str(make_program(tmp_path / "machine" / "go").parent))


def compile_(command: Sequence[str], folder: Path | None) -> None:
    assert folder == SOURCES
    make_program(Path(command[command.index("-o") + 1]), "linter")


def test_the_finished_program_lies_in_its_place_and_nothing_unfinished_is_left(
    tmp_path: Path,
) -> None:
    commands, program = FakeCommands(), cached(tmp_path / "cache")
    commands.declare_answer("env GOVERSION", "go1.26.8\n")
    commands.declare_answer(f"build -mod=readonly -trimpath -o {program.parent}", act=compile_)

    build(program, commands, Screen().progress)

    assert program.read_text() == "linter"
    assert list(program.parent.iterdir()) == [program]
    assert commands.calls[-1][-1] == PACKAGE
    assert commands.environments[-1]["GOTOOLCHAIN"] == "local"


def test_a_build_that_fails_says_what_to_look_at_and_leaves_no_program(tmp_path: Path) -> None:
    commands, program = FakeCommands(), cached(tmp_path / "cache")
    commands.declare_answer("env GOVERSION", "go1.26.8\n")
    commands.declare_failure("build", "dial tcp: no route")

    with pytest.raises(EngineError, match=r"(?s)no route.*Go module proxy.*make lint"):
        build(program, commands, Screen().progress)

    assert list(program.parent.iterdir()) == []


def test_the_module_is_pinned_to_one_version_with_its_checksum() -> None:
    version = re.search(
        r"^require github\.com/rhysd/actionlint (v\S+)$",
        (SOURCES / "go.mod").read_text(),
        re.MULTILINE,
    )
    assert version is not None
    assert f"rhysd/actionlint {version[1]} h1:" in (SOURCES / "go.sum").read_text()
