"""Making a text fit, visibly."""

from hypothesis import given
from hypothesis import strategies as st

from automation.core.cutting import MARK, cut, cut_bytes, cut_lines

LIMITS = st.integers(len(MARK.encode()), 60)


@given(st.text(), LIMITS)
def test_what_fits_stays_and_what_does_not_says_so(text: str, limit: int) -> None:
    result = cut(text, limit)

    assert len(result) <= limit
    assert (result == text) if len(text) <= limit else result.endswith(MARK)


@given(st.text(alphabet=st.characters(codec="utf-8")), LIMITS)
def test_bytes_are_counted_and_no_character_is_split(text: str, limit: int) -> None:
    result = cut_bytes(text, limit)

    assert len(result.encode()) <= limit
    assert (result == text) if len(text.encode()) <= limit else result.endswith(MARK)


def test_lines_that_are_left_out_are_counted() -> None:
    lines = tuple(f"line {n}" for n in range(10))

    assert cut_lines(lines, 10, 80) == lines
    assert cut_lines(lines, 3, 80) == ("line 0", "line 1", f"8 more{MARK}")
