"""The third way: the build's steps, with a compiler that only pretends."""

import json
from pathlib import Path

import pytest

from sandbox.engine import recipe
from sandbox.engine.build import Builder, build
from sandbox.engine.compiler import compiler
from sandbox.engine.errors import EngineError
from tests.unit.sandbox.engine.fakes import FakeCommands, Screen, make_program


@pytest.fixture(autouse=True)
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine that has a Go compiler."""
    go = make_program(tmp_path / "machine" / "go")
    monkeypatch.setenv("PATH", str(go.parent))
    return go


@pytest.fixture
def staged(tmp_path: Path) -> Path:
    folder = tmp_path / "staged"
    folder.mkdir()
    return folder


def _declare_go(commands: FakeCommands, version: str = "go1.26.8") -> None:
    commands.declare_answer("env GOVERSION", f"{version}\n")


def _declare_sdk(commands: FakeCommands, tmp_path: Path) -> None:
    make_program(tmp_path / "sdk" / "python" / "cmd" / recipe.LANGUAGE_HOST_EXEC, "exec")
    commands.declare_answer("list -m", f"{tmp_path / 'sdk'}\n")


def test_uses_the_machines_compiler_if_it_is_new_enough(machine: Path, tmp_path: Path) -> None:
    commands = FakeCommands()
    _declare_go(commands, "go1.26.3")
    assert compiler(commands, tmp_path, Screen().progress) == str(machine)


@pytest.mark.parametrize("version", ["go1.26.2", "go1.21", "devel"])
def test_installs_a_pinned_compiler_where_the_machines_is_too_old(
    version: str, tmp_path: Path
) -> None:
    commands = FakeCommands()
    _declare_go(commands, version)
    commands.declare_answer("-m venv")
    commands.declare_answer("pip install --quiet --require-hashes")
    found = compiler(commands, tmp_path, Screen().progress)
    assert Path(found) == tmp_path / "go-compiler" / "bin" / "go"


def test_no_compiler_at_all_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    commands = FakeCommands()
    commands.declare_answer("-m venv")
    commands.declare_failure("pip install")
    with pytest.raises(EngineError, match=r"Install Go 1\.26\.3 or newer"):
        compiler(commands, tmp_path, Screen().progress)


def test_the_compiler_never_downloads_another_one(staged: Path) -> None:
    commands = FakeCommands()
    _declare_go(commands)
    commands.declare_failure("build", "no space left on device")
    with pytest.raises(EngineError):
        build(staged, Screen().progress, commands)
    assert {environment["GOTOOLCHAIN"] for environment in commands.environments} == {"local"}


def test_a_failing_step_shows_the_compilers_last_words_and_the_next_command(staged: Path) -> None:
    commands = FakeCommands()
    _declare_go(commands)
    commands.declare_failure("build", "no space left on device")
    with pytest.raises(EngineError) as failure:
        build(staged, Screen().progress, commands)
    assert "no space left on device" in str(failure.value)
    assert "python -m sandbox doctor" in str(failure.value)


def test_a_module_with_another_checksum_is_refused_before_it_is_compiled(
    staged: Path, tmp_path: Path
) -> None:
    commands = FakeCommands()
    _declare_go(commands)
    commands.declare_answer("mod download -json", json.dumps({"Sum": "h1:other", "Dir": "/x"}))
    _declare_sdk(commands, tmp_path)
    commands.declare_answer("build")
    with pytest.raises(EngineError, match="h1:other"):
        build(staged, Screen().progress, commands)
    assert not any(call[-1] == "." for call in commands.calls)


def test_the_language_hosts_program_is_the_sdks_own(
    machine: Path, staged: Path, tmp_path: Path
) -> None:
    commands = FakeCommands()
    _declare_sdk(commands, tmp_path)
    commands.declare_answer("build")
    commands.declare_answer("mod download", json.dumps({"Sum": "h1:other", "Dir": "/x"}))
    with pytest.raises(EngineError):
        Builder(str(machine), commands, staged / "work", staged, Screen().progress).build()
    program = staged / "bin" / recipe.LANGUAGE_HOST_EXEC
    assert program.read_text() == "exec"
    assert program.stat().st_mode & 0o111


def test_each_finished_step_is_shown_with_its_time(staged: Path) -> None:
    commands = FakeCommands()
    _declare_go(commands)
    commands.declare_answer(f"cmd/{recipe.LANGUAGE_HOST}")
    commands.declare_failure("build")
    screen = Screen()
    with pytest.raises(EngineError):
        build(staged, screen.progress, commands)
    assert f"✓ Python language host {recipe.LANGUAGE_HOST_VERSION} (" in screen.text
