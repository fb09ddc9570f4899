"""The outbox's rules: what is due, and what becomes of an attempt."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from automation.core.notice import Notice, NoticeKind
from automation.core.outbox import (
    CLAIM_TIME,
    FIRST_PAUSE,
    GIVE_UP_AFTER,
    LONGEST_PAUSE,
    LONGEST_WISH,
    DeliveryError,
    Letter,
    claimed,
    delivered,
    due,
    earlier_reference,
    in_order,
    is_open,
    letters_of,
    not_delivered,
    tried_again,
)
from automation.core.telling import PlaceName
from tests.builders import NOW, notice, notification_settings

SECOND = timedelta(seconds=1)


def letter(place: PlaceName = "slack-alerts", told: Notice | None = None) -> Letter:
    found = {each.place: each for each in letters_of(told or notice(), notification_settings())}
    return found[place]


def update(kind: NoticeKind, seconds: int) -> Letter:
    return letter("slack-alerts", notice(kind, at=NOW + seconds * SECOND))


def test_a_notice_becomes_a_letter_a_place() -> None:
    letters = letters_of(notice(), notification_settings())

    assert {each.place for each in letters} == {"pagerduty", "slack-alerts", "sns"}
    assert all(each.status == "waiting" and is_open(each) for each in letters)


def test_of_an_incidents_letters_to_a_place_only_the_first_is_due() -> None:
    first, second = update("initiated", 0), update("progress", 600)

    assert due([second, first], NOW + 700 * SECOND) == (first,)
    assert due([second, delivered(first, NOW)], NOW + 700 * SECOND) == (second,)


def test_a_letter_that_was_given_up_holds_up_no_other() -> None:
    first, second = update("initiated", 0), update("progress", 600)
    refused = not_delivered(first, DeliveryError("no", is_final=True), NOW)

    assert due([refused, second], NOW + 700 * SECOND) == (second,)


def test_other_places_and_other_incidents_do_not_wait() -> None:
    stuck = not_delivered(claimed(letter(), "a", NOW), DeliveryError("no"), NOW)
    other_place, other_incident = letter("pagerduty"), letter(told=notice(key="another"))

    assert set(due([stuck, other_place, other_incident], NOW)) == {other_place, other_incident}


def test_what_happens_at_one_time_is_told_beginning_first() -> None:
    assert due([update("failed", 0), update("initiated", 0)], NOW) == (update("initiated", 0),)


def test_a_claim_is_left_alone_until_it_runs_out() -> None:
    ours = claimed(letter(), "a", NOW)

    assert due([ours], NOW + CLAIM_TIME - SECOND) == ()
    assert due([ours], NOW + CLAIM_TIME) == (ours,)


def test_each_write_has_a_higher_token() -> None:
    steps = [letter()]
    steps.append(claimed(steps[-1], "a", NOW))
    steps.append(not_delivered(steps[-1], DeliveryError("no"), NOW))
    steps.append(claimed(steps[-1], "b", NOW))
    steps.append(delivered(steps[-1], NOW, "ts"))

    assert [each.token for each in steps] == [0, 1, 2, 3, 4]
    assert steps[-1].attempts == 2


@given(st.integers(1, 40))
def test_pauses_grow_to_a_longest_one(attempts: int) -> None:
    tried = letter().model_copy(update={"attempts": attempts})
    after = not_delivered(tried, DeliveryError("no"), NOW)
    pause = after.not_before - NOW

    assert after.status == "waiting"
    assert FIRST_PAUSE <= pause <= LONGEST_PAUSE
    assert attempts > 1 or pause == FIRST_PAUSE
    assert attempts < 8 or pause == LONGEST_PAUSE


def test_what_a_channel_wishes_is_honoured_within_reason() -> None:
    ours = claimed(letter(), "a", NOW)
    wish, too_long = timedelta(minutes=7), timedelta(days=2)

    assert not_delivered(ours, DeliveryError("429", pause=wish), NOW).not_before == NOW + wish
    after = not_delivered(ours, DeliveryError("429", pause=too_long), NOW)
    assert after.not_before == NOW + LONGEST_WISH
    sooner = not_delivered(ours, DeliveryError("429", pause=timedelta()), NOW)
    assert sooner.not_before == NOW + FIRST_PAUSE


def test_what_is_old_is_given_up_and_says_so() -> None:
    late = NOW + GIVE_UP_AFTER

    after = not_delivered(claimed(letter(), "a", late), DeliveryError("503"), late)

    assert (after.status, after.reason) == ("failed", "given up after 24 hours: 503")


def test_a_final_refusal_ends_it_and_a_person_may_try_again() -> None:
    failed = not_delivered(claimed(letter(), "a", NOW), DeliveryError("no", is_final=True), NOW)

    assert not is_open(failed)
    again = tried_again(failed, NOW + SECOND)
    assert due([again], NOW + SECOND) == (again,)


def test_only_what_ended_expires() -> None:
    assert letter().expires is None
    assert delivered(letter(), NOW).expires == int((NOW + timedelta(days=90)).timestamp())


def test_an_answer_belongs_to_the_first_message_of_its_incident_at_its_place() -> None:
    first, second = delivered(update("initiated", 0), NOW, "ts-1"), update("progress", 600)
    stranger = delivered(letter(told=notice(key="another")), NOW, "ts-0")

    assert earlier_reference(second, [stranger, second, first]) == "ts-1"
    assert earlier_reference(second, [stranger, second]) is None


def test_people_read_them_in_order() -> None:
    letters = [update("failed", 9), update("initiated", 0)]

    assert [each.notice.kind for each in in_order(letters)] == ["initiated", "failed"]
