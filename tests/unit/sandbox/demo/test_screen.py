"""What the demo prints."""

import io

import pytest
from rich.console import Console

from sandbox.demo.errors import ClaimError
from sandbox.demo.screen import Excerpt, Screen, everything, matching


@pytest.fixture
def printed() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def screen(printed: io.StringIO) -> Screen:
    return Screen(Console(file=printed, width=100))


def test_an_excerpt_says_how_many_lines_it_left_out(screen: Screen, printed: io.StringIO) -> None:
    excerpt = Excerpt(screen, matching("^keep"))

    for line in ("a", "b", "keep one", "c", "keep two", "d"):
        excerpt(line)
    excerpt.close()

    assert printed.getvalue().splitlines() == [
        "  ⋮ 2 more lines",
        "  keep one",
        "  ⋮ 1 more line",
        "  keep two",
        "  ⋮ 1 more line",
    ]


def test_an_excerpt_of_everything_leaves_nothing_out(screen: Screen, printed: io.StringIO) -> None:
    excerpt = Excerpt(screen, everything)

    excerpt("\x1b[31mred\x1b[0m")
    excerpt.close()

    assert printed.getvalue() == "  red\n"


def test_a_claim_that_holds_is_counted(screen: Screen, printed: io.StringIO) -> None:
    screen.claim("it is so", True)

    assert printed.getvalue() == "✓ it is so\n"
    assert screen.claims == 1


def test_a_claim_that_does_not_hold_ends_the_demo_with_what_was_found(screen: Screen) -> None:
    with pytest.raises(ClaimError, match="It is not so: nothing moved\nversion 2"):
        screen.claim("nothing moved", False, "version 2")
