from pathlib import Path

import pytest

from services.migrations.files import MigrationFileError, digest, head, read_migrations


def written(folder: Path, **files: str) -> Path:
    for name, content in files.items():
        (folder / f"{name.removeprefix('m')}.sql").write_text(content)
    return folder


def test_the_projects_own_files_are_in_order() -> None:
    migrations = read_migrations()
    assert head(migrations) == len(migrations) > 0


def test_reads_number_digest_and_what_it_means_to_older_code(tmp_path: Path) -> None:
    folder = written(
        tmp_path,
        m0001_sites="-- expand\nSELECT 1;\n",
        m0002_gone="-- contract: needs code of 0001\nSELECT 2;\n",
    )
    first, second = read_migrations(folder)
    assert (first.number, first.name, first.needs_code_of) == (1, "0001_sites.sql", None)
    assert (second.number, second.needs_code_of) == (2, 1)
    assert len(first.sha256) == 64
    assert first.sha256 != second.sha256


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("m0001_sites", "SELECT 1", "begins neither"),
        ("m0001_sites", "-- contract", "begins neither"),
        ("m0001_sites", "-- contract: needs code of 0002", "begins neither"),
        ("m0002_gap", "-- expand", "expected number 0001"),
        ("m1_short", "-- expand", "NNNN_subject"),
    ],
)
def test_refuses_what_nobody_could_apply_safely(
    tmp_path: Path, name: str, content: str, said: str
) -> None:
    with pytest.raises(MigrationFileError, match=said):
        read_migrations(written(tmp_path, **{name: content}))


def test_two_files_with_one_number_are_refused(tmp_path: Path) -> None:
    with pytest.raises(MigrationFileError, match="0001_b"):
        read_migrations(written(tmp_path, m0001_a="-- expand", m0001_b="-- expand"))


def test_the_digest_changes_with_any_file(tmp_path: Path) -> None:
    before = digest(read_migrations(written(tmp_path, m0001_sites="-- expand")))
    after = digest(read_migrations(written(tmp_path, m0001_sites="-- expand\n")))
    assert before != after


def test_without_files_the_head_is_zero(tmp_path: Path) -> None:
    assert head(read_migrations(tmp_path)) == 0
