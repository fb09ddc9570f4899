"""The first way: a pulumi on PATH."""

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from sandbox.engine.errors import WayClosedError
from sandbox.engine.installed import as_numbers, installed
from sandbox.engine.recipe import ENGINE_VERSION, PLUGIN, PLUGIN_BINARY, PROVIDER_VERSION
from tests.unit.sandbox.engine.fakes import FakeCommands, Screen, make_program


@pytest.fixture(autouse=True)
def users(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user with nothing but an empty folder on PATH."""
    programs = tmp_path / "programs"
    programs.mkdir()
    monkeypatch.setenv("PATH", str(programs))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("PULUMI_HOME", str(tmp_path / "pulumi-home"))
    return programs


@pytest.fixture
def staged(tmp_path: Path) -> Path:
    folder = tmp_path / "staged"
    folder.mkdir()
    return folder


def _put_pulumi(folder: Path, *, with_language_host: bool = True) -> None:
    make_program(folder / "pulumi")
    if with_language_host:
        make_program(folder / "pulumi-language-python")


def _users_plugin(tmp_path: Path) -> Path:
    return make_program(tmp_path / "pulumi-home" / "plugins" / PLUGIN / PLUGIN_BINARY)


def test_closed_without_pulumi(staged: Path) -> None:
    with pytest.raises(WayClosedError, match="there is none"):
        installed(staged, Screen().progress, FakeCommands())


def test_closed_when_pulumi_is_too_old(users: Path, staged: Path) -> None:
    _put_pulumi(users)
    commands = FakeCommands()
    commands.declare_answer("pulumi version", "v3.100.0\n")
    with pytest.raises(WayClosedError, match=rf"3\.100\.0.*{ENGINE_VERSION}"):
        installed(staged, Screen().progress, commands)


def test_closed_without_the_language_host_beside_it(users: Path, staged: Path) -> None:
    _put_pulumi(users, with_language_host=False)
    commands = FakeCommands()
    commands.declare_answer("pulumi version", f"v{ENGINE_VERSION}\n")
    with pytest.raises(WayClosedError, match="pulumi-language-python"):
        installed(staged, Screen().progress, commands)


def test_closed_when_pulumi_does_not_run(users: Path, staged: Path) -> None:
    _put_pulumi(users)
    commands = FakeCommands()
    commands.declare_failure("pulumi version")
    with pytest.raises(WayClosedError, match="does not tell its version"):
        installed(staged, Screen().progress, commands)


def test_uses_the_plugin_that_the_user_has(users: Path, staged: Path, tmp_path: Path) -> None:
    _put_pulumi(users)
    plugin = _users_plugin(tmp_path)
    commands = FakeCommands()
    commands.declare_answer("pulumi version", "v4.0.1\n")
    assert installed(staged, Screen().progress, commands) == users
    assert (staged / "plugins" / PLUGIN / PLUGIN_BINARY).resolve() == plugin


def test_downloads_the_plugin_that_the_user_lacks(users: Path, staged: Path) -> None:
    _put_pulumi(users)
    commands = FakeCommands()
    commands.declare_answer("pulumi version", f"{ENGINE_VERSION}\n")
    commands.declare_answer(f"plugin install resource aws {PROVIDER_VERSION}")
    assert installed(staged, Screen().progress, commands) == users
    assert commands.environments[-1]["PULUMI_HOME"] == str(staged)


def test_closed_when_the_plugin_cannot_be_downloaded(users: Path, staged: Path) -> None:
    _put_pulumi(users)
    commands = FakeCommands()
    commands.declare_answer("pulumi version", f"{ENGINE_VERSION}\n")
    commands.declare_failure("plugin install")
    with pytest.raises(WayClosedError, match=f"no aws plugin {PROVIDER_VERSION}"):
        installed(staged, Screen().progress, commands)


def test_does_not_take_an_engine_of_its_own_cache_for_the_machines(
    users: Path, staged: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cached = tmp_path / "cache" / "clinical-trial" / "engine" / "older" / "bin"
    _put_pulumi(cached)
    monkeypatch.setenv("PATH", f"{cached}{os.pathsep}{users}")
    with pytest.raises(WayClosedError, match="there is none"):
        installed(staged, Screen().progress, FakeCommands())


@pytest.mark.parametrize(
    ("version", "numbers"),
    [("3.259.0", (3, 259, 0)), ("3.260.0-alpha.1", (3, 260, 0)), ("10.0", (10, 0))],
)
def test_versions_are_compared_as_numbers(version: str, numbers: Sequence[int]) -> None:
    assert as_numbers(version) == numbers
