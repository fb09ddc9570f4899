"""The environment that makes programs use the engine."""

import os
import sys
from pathlib import Path

import pytest

from sandbox.engine.engine import Engine


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    for name in ("bin", "plugins"):
        (tmp_path / "engine" / name).mkdir(parents=True)
    return Engine(tmp_path / "engine" / "bin", tmp_path / "engine" / "plugins", "build")


def test_path_begins_with_this_pythons_folder_and_the_engine(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"/usr/bin{os.pathsep}{engine.bin}")
    path = engine.environment(tmp_path / "home")["PATH"].split(os.pathsep)
    assert path == [str(Path(sys.prefix) / "bin"), str(engine.bin), "/usr/bin"]


def test_the_pulumi_home_gets_the_engines_plugins(engine: Engine, tmp_path: Path) -> None:
    environment = engine.environment(tmp_path / "home")
    assert Path(environment["PULUMI_HOME"]) == tmp_path / "home"
    assert (tmp_path / "home" / "plugins").readlink() == engine.plugins


def test_a_link_to_an_older_engine_is_replaced(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "plugins").symlink_to(tmp_path / "older")
    engine.environment(tmp_path / "home")
    engine.environment(tmp_path / "home")
    assert (tmp_path / "home" / "plugins").readlink() == engine.plugins
    assert [path.name for path in (tmp_path / "home").iterdir()] == ["plugins"]


def test_a_real_plugins_folder_is_not_overwritten(engine: Engine, tmp_path: Path) -> None:
    plugin = tmp_path / "home" / "plugins" / "mine"
    plugin.mkdir(parents=True)
    with pytest.raises(FileExistsError, match="in the way"):
        engine.environment(tmp_path / "home")
    assert plugin.exists()
