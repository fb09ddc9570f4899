"""Links and paths in the documents lead somewhere, and no foreign host is named."""

import re
from typing import Final

import pytest

from sandbox.home import REPOSITORY
from tests.unit.docs.pages import PAGES, Page

_LINK: Final = re.compile(r"\]\(([^)\s]+)\)")
_PATH: Final = re.compile(r"^(?:automation|components|docs|sandbox|services|tests)/[\w/.-]*$")
_HOST: Final = re.compile(r"\b(?:[\w-]+\.)+(?:com|org|io|net|dev|cloud)\b")
# What an environment's site is called before it has a name of its own.
_ALLOWED_HOST: Final = re.compile(r".*\.cloudfront\.net|docs\.aws\.amazon\.com")


def anchors(page: Page) -> set[str]:
    """What a link to a heading of the page can name."""
    headings = re.findall(r"^#+ (.+)$", page.text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_each_link_leads_to_a_file_and_a_heading(page: Page) -> None:
    for link in _LINK.findall(page.text):
        name, _, anchor = link.partition("#")
        target = (page.path.parent / name).resolve() if name else page.path
        assert target.exists(), link
        assert not anchor or anchor in anchors(Page(target)), link


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_each_path_that_is_named_exists(page: Page) -> None:
    for path in filter(_PATH.match, page.spans()):
        there = (REPOSITORY / path).exists() or any(REPOSITORY.glob(f"{path}*"))
        assert there, path


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_foreign_host_is_named(page: Page) -> None:
    named = {host for host in _HOST.findall(page.text) if not _ALLOWED_HOST.fullmatch(host)}

    assert not named


def test_each_decision_is_in_the_index() -> None:
    folder = REPOSITORY / "docs" / "adr"
    index = (folder / "README.md").read_text()
    records = [path.name for path in folder.glob("0*.md")]

    assert [name for name in sorted(records) if f"({name})" not in index] == []
    assert [int(name[:4]) for name in sorted(records)] == list(range(1, len(records) + 1))
