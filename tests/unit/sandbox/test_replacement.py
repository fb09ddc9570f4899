import pytest

from sandbox.strict.replacement import replace, surround


class Lenient:
    """Stands for a class of moto's."""

    def answer(self, number: int) -> str:
        return f"former {number}"


def test_the_former_method_can_still_be_called(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Lenient, "answer", Lenient.answer)
    surround(Lenient, "answer", lambda former, self, number: former(self, number) + ", stricter")

    assert Lenient().answer(1) == "former 1, stricter"


def test_two_strictnesses_add_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Lenient, "answer", Lenient.answer)
    surround(Lenient, "answer", lambda former, self, number: former(self, number) + " a")
    surround(Lenient, "answer", lambda former, self, number: former(self, number) + " b")

    assert Lenient().answer(1) == "former 1 a b"


@pytest.mark.parametrize("change", [replace, surround])
def test_a_method_that_is_gone_from_moto_is_noticed(change: object) -> None:
    assert callable(change)
    with pytest.raises(AttributeError):
        change(Lenient, "renamed", lambda: None)
