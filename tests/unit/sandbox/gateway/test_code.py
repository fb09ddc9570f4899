import io
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sandbox.gateway.code import unpacked


def zipped(text: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("handler.py", text)
    return buffer.getvalue()


def test_different_code_has_different_folders(tmp_path: Path) -> None:
    folders = {unpacked(tmp_path, zipped(text)) for text in ("a = 1", "a = 2")}

    assert sorted((folder / "handler.py").read_text() for folder in folders) == ["a = 1", "a = 2"]


def test_unpacked_by_many_at_once_it_is_there_once(tmp_path: Path) -> None:
    code = zipped("a = 1")

    with ThreadPoolExecutor(8) as pool:
        folders = set(pool.map(lambda _: unpacked(tmp_path, code), range(16)))

    assert list(tmp_path.iterdir()) == list(folders)


def test_what_is_no_zip_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(zipfile.BadZipFile):
        unpacked(tmp_path, b"no zip")

    assert list(tmp_path.iterdir()) == []
