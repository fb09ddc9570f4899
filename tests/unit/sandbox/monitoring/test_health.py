from hypothesis import given
from hypothesis import strategies as st

from sandbox.monitoring.health import Health


def after(*answers: bool, health: Health | None = None) -> Health:
    known = health or Health()
    for well in answers:
        known = known.after(well=well, threshold=3)
    return known


def test_is_healthy_until_it_failed_as_often_in_a_row_as_the_threshold_says() -> None:
    assert after(False, False).healthy
    assert after(False, False, True, False, False).healthy
    assert not after(False, False, False).healthy


def test_is_healthy_again_after_as_many_good_answers_in_a_row() -> None:
    ill = after(False, False, False)
    assert not after(True, True, False, True, True, health=ill).healthy
    assert after(True, True, True, health=ill).healthy


@given(answers=st.lists(st.booleans()))
def test_less_than_three_failures_in_a_row_never_make_it_ill(answers: list[bool]) -> None:
    thirds = [well or place % 3 == 2 for place, well in enumerate(answers)]
    assert after(*thirds).healthy
