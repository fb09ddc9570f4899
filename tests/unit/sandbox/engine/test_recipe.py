"""What decides that an engine must be built anew, and what files may not name."""

from pathlib import Path

import pytest

from sandbox.engine.cache import user_cache
from sandbox.engine.recipe import GO_SOURCES, digest


def test_the_digest_is_the_same_twice() -> None:
    assert digest() == digest()
    assert len(digest()) == 16


def test_the_go_inputs_name_no_host_to_download_from() -> None:
    for path in GO_SOURCES.rglob("requirements*"):
        assert "://" not in path.read_text("utf-8")
    for path in GO_SOURCES.rglob("go.mod"):
        assert "://" not in path.read_text("utf-8")


def test_the_cache_is_below_the_configured_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert user_cache() == tmp_path / "clinical-trial" / "engine"


@pytest.mark.parametrize("configured", ["", "relative/folder"])
def test_the_cache_is_in_the_home_otherwise(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, configured: str
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", configured)
    assert user_cache() == tmp_path / ".cache" / "clinical-trial" / "engine"
