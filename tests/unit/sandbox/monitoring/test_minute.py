import pytest

from sandbox.monitoring.minute import VARIABLE, MinuteError, minute_seconds


def test_a_minute_is_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    assert minute_seconds() == 60


def test_a_minute_may_be_shorter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "2.5")
    assert minute_seconds() == 2.5


@pytest.mark.parametrize("text", ["fast", "0", "-1", "61", "nan"])
def test_an_impossible_minute_is_told(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, text)
    with pytest.raises(MinuteError, match=f"unset {VARIABLE}"):
        minute_seconds()
