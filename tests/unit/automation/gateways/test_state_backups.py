"""A backup in a file."""

from pathlib import Path

import pytest

from automation.core.errors import RefusedError, UnknownRefError
from automation.gateways.state_backups import FileBackups


def test_only_its_owner_can_read_it(tmp_path: Path) -> None:
    file = tmp_path / "state.json"

    key = FileBackups(file).write("a name", b"{}")

    assert key == str(file)
    assert file.stat().st_mode & 0o777 == 0o600
    assert FileBackups(file).read(key) == b"{}"


def test_a_file_that_is_there_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "state.json"
    file.write_text("other")

    with pytest.raises(RefusedError, match="exists already"):
        FileBackups(file).write("a name", b"{}")
    assert file.read_text() == "other"


def test_one_that_there_is_not_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnknownRefError, match="nowhere"):
        FileBackups(tmp_path).read(str(tmp_path / "nowhere"))
