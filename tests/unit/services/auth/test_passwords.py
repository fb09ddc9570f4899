import pytest

from services.auth.passwords import NOBODYS, hashed, matches


def test_a_password_matches_what_was_kept_of_it_only() -> None:
    kept = hashed("correct horse")
    assert matches("correct horse", kept)
    assert not matches("correct horsf", kept)
    assert not matches("", kept)


def test_the_same_password_is_kept_differently_each_time_and_never_as_it_is() -> None:
    first, second = hashed("correct horse"), hashed("correct horse")
    assert first != second
    assert "correct horse" not in first


@pytest.mark.parametrize("kept", ["", "plain", "a$b", "a$b$c$d", "scrypt-14-8-5$!$!"])
def test_what_is_no_kept_password_matches_nothing(kept: str) -> None:
    assert not matches("plain", kept)


def test_nobodys_password_is_compared_with_and_is_nobodys() -> None:
    assert len(NOBODYS) == len(hashed("x"))
    assert not matches("", NOBODYS)
