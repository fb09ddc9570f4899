"""Compiled modules of another platform, and this machine's in their place."""

import logging
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path

import pytest

from sandbox.gateway.compiled import stand_in

FOREIGN = "pydantic_core/_pydantic_core.cpython-399-other-linux-gnu.so"


def test_this_machines_build_is_put_beside_what_it_can_not_load(tmp_path: Path) -> None:
    foreign = tmp_path / FOREIGN
    foreign.parent.mkdir()
    foreign.write_bytes(b"for another machine")

    stand_in(tmp_path)

    (own,) = [path for path in foreign.parent.iterdir() if path != foreign]
    assert own.name.endswith(tuple(EXTENSION_SUFFIXES))
    assert own.stat().st_size > 1000
    assert foreign.read_bytes() == b"for another machine"


def test_what_this_machine_can_load_is_left_as_it_is(tmp_path: Path) -> None:
    loadable = tmp_path / f"thing{EXTENSION_SUFFIXES[0]}"
    loadable.write_bytes(b"as uploaded")

    stand_in(tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == [loadable.name]


def test_what_there_is_no_build_of_is_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "no_such_package").mkdir()
    (tmp_path / "no_such_package" / "inner.cpython-399-other.so").touch()

    with caplog.at_level(logging.WARNING, "sandbox"):
        stand_in(tmp_path)

    assert "no build of it for this machine" in caplog.text
