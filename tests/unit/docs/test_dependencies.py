"""docs/dependencies.md gives a reason for each dependency, and names none that is not there."""

import re
from typing import Final

import pytest

from sandbox.home import REPOSITORY
from tests.unit.docs.pages import page

FILES: Final = (
    "requirements.in",
    "requirements-dev.in",
    "sandbox/engine/golang/requirements.in",
    "bench/requirements.in",
)
_LINE: Final = re.compile(r"^([A-Za-z][\w-]*)(?:\[[\w,-]+\])?(?:==([\w.]+)|<\d+)?$", re.MULTILINE)


def required(name: str) -> dict[str, str]:
    """Package -> pinned version, empty where none is."""
    return dict(_LINE.findall((REPOSITORY / name).read_text()))


@pytest.mark.parametrize("name", FILES)
def test_each_dependency_has_its_reason(name: str) -> None:
    text = page("docs/dependencies.md").text
    for package, version in required(name).items():
        assert re.search(rf"`{package}(\[\w+\])?`" + (rf" {version}" if version else ""), text), (
            f"{package} {version} of {name}"
        )


def test_no_reason_is_given_for_what_is_not_required() -> None:
    needed = {package for name in FILES for package in required(name)}
    rows = re.findall(r"^\| (`.+?) \|", page("docs/dependencies.md").text, re.MULTILINE)
    listed = {name for row in rows for name in re.findall(r"`([\w-]+)", row)}

    assert listed <= needed
