from pathlib import Path

import pytest

from components.site import FOREVER, NEVER, SHORTLY, SiteFile, read_site


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets/app.js").write_text("run()")
    (tmp_path / "robots.txt").write_text("User-agent: *")
    (tmp_path / "index.html").write_text('<link href="robots.txt"><script src="assets/app.js">')
    return tmp_path


def by_key(folder: Path) -> dict[str, SiteFile]:
    return {file.key: file for file in read_site(folder)}


def test_serves_an_asset_under_a_name_with_its_digest(folder: Path) -> None:
    assert sorted(by_key(folder)) == ["assets/app.02fcae88.js", "index.html", "robots.txt"]


def test_refers_to_assets_by_the_name_that_they_are_served_under(folder: Path) -> None:
    page = by_key(folder)["index.html"].body.decode()
    assert page == '<link href="/robots.txt"><script src="/assets/app.02fcae88.js">'


def test_gives_a_changed_asset_another_name_and_the_page_other_contents(folder: Path) -> None:
    before = by_key(folder)
    (folder / "assets/app.js").write_text("run(2)")
    after = by_key(folder)
    assert set(before) - set(after) == {"assets/app.02fcae88.js"}
    assert before["index.html"].body != after["index.html"].body


def test_caches_for_ever_only_what_never_changes_under_its_name(folder: Path) -> None:
    assert {key: file.cache_control for key, file in by_key(folder).items()} == {
        "assets/app.02fcae88.js": FOREVER,
        "index.html": NEVER,
        "robots.txt": SHORTLY,
    }


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("index.html", "text/html; charset=utf-8"),
        ("assets/app.js", "text/javascript; charset=utf-8"),
        ("assets/app.css", "text/css; charset=utf-8"),
        ("favicon.svg", "image/svg+xml"),
        ("logo.png", "image/png"),
        ("unknown.zzz", "application/octet-stream"),
    ],
)
def test_names_types_the_same_on_every_machine(key: str, expected: str) -> None:
    assert SiteFile(key, b"", None).content_type == expected


def test_needs_a_page(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_site(tmp_path)


def test_names_every_file_of_the_platforms_own_page() -> None:
    page = next(file for file in read_site() if file.key == "index.html").body.decode()
    assert '"assets/' not in page
    for file in read_site():
        if file.key.endswith((".js", ".css")):
            assert f'"/{file.key}"' in page
