"""Which update the present state is of, and how it is."""

from automation.runs.state_listing import list_states
from tests.unit.automation.fakes import Calls, FakeBackend
from tests.unit.automation.states import creating, resource, state, update, urn


def backend() -> FakeBackend:
    made = FakeBackend(Calls())
    for number in (1, 2, 3):
        made.declare_update(update(number), state(resource(f"topic-{number}")))
    return made


def test_the_present_state_is_mostly_the_newest_updates() -> None:
    listed = list_states(backend(), 2)

    assert [each.number for each in listed.updates] == [3, 2]
    assert (listed.present, listed.pending, listed.faults) == (3, (), ())


def test_one_that_was_restored_is_an_earlier_updates() -> None:
    made = backend()
    made.declare_state(state(resource("topic-1")))

    assert list_states(made, 20).present == 1
    assert list_states(made, 2).present is None


def test_what_is_wrong_with_it_is_told() -> None:
    made = backend()
    made.declare_state(state(resource("a", dependencies=[urn("b")]), pending=(creating("c"),)))

    listed = list_states(made, 20)

    assert listed.present is None
    assert [each.urn for each in listed.pending] == [urn("c")]
    assert len(listed.faults) == 1


def test_one_that_can_not_be_read_is_told_as_that() -> None:
    made = backend()
    made.declare_unreadable_state(b"{")

    assert list_states(made, 20).faults == ("it can't be read",)
