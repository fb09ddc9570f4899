"""What a state would have otherwise, by resource and by name of property."""

from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from automation.core.pending import PendingOperation
from automation.core.state_diff import (
    ResourceDifference,
    diff_states,
    fingerprint,
    without_pending,
)
from tests.unit.automation.states import STACK, creating, resource, state, urn

SECRET = "4dabf18193072939515e22adb298388d"

resources = st.lists(
    st.builds(
        lambda name, id_, inputs: resource(name, id=id_, inputs=inputs),
        st.sampled_from("abcdef"),
        st.sampled_from(["one", "two"]),
        st.dictionaries(st.sampled_from(["name", "policy"]), st.text(max_size=2)),
    ),
    unique_by=lambda each: each["urn"],
)


def encrypted(ciphertext: str) -> dict[str, Any]:
    return {SECRET: "1b47061264138c4ac30d75fd1eb44270", "ciphertext": ciphertext}


def test_resources_gained_lost_and_changed_are_named() -> None:
    present = state(resource("kept", inputs={"name": "a", "tag": 1}), resource("lost"))
    wanted = state(resource("kept", id="other", inputs={"name": "b"}), resource("gained"))

    diff = diff_states(present, wanted)

    assert diff.gained == (urn("gained"),)
    assert diff.lost == (urn("lost"),)
    what = ("id", "inputs.name", "inputs.tag")
    assert diff.changed == (ResourceDifference(urn("kept"), what),)


def test_a_resource_that_is_being_replaced_is_two() -> None:
    wanted = state(resource("a"), resource("a", id="old", delete=True))

    assert diff_states(state(resource("a")), wanted).gained == (f"{urn('a')} (to be deleted)",)


def test_operations_without_an_end_are_told_of_both_states() -> None:
    diff = diff_states(state(pending=(creating("a"),)), state(pending=(creating("b"),)))

    assert diff.pending_now == (PendingOperation("creating", urn("a")),)
    assert diff.pending_then == (PendingOperation("creating", urn("b")),)
    assert not diff.is_empty


def test_a_secret_encrypted_again_is_no_change_and_one_set_to_plain_text_is() -> None:
    present = state(resource("a", inputs={"value": encrypted("v1")}))
    again = state(resource("a", inputs={"value": encrypted("v2")}))
    plain = state(resource("a", inputs={"value": "v1"}))

    assert diff_states(present, again).is_empty
    assert diff_states(present, plain).changed[0].what == ("inputs.value",)


def test_a_state_that_can_not_be_read_has_nothing() -> None:
    assert diff_states({}, state(resource("a"))).gained == (urn("a"), STACK)


def test_operations_are_dropped_and_nothing_else() -> None:
    found = without_pending(state(resource("a"), pending=(creating("b"),)))

    assert found == state(resource("a"))


@example([resource("a", id="one", inputs={})], [resource("b", id="one", inputs={})])
@given(resources, resources)
def test_a_diff_is_empty_exactly_where_the_fingerprints_are_the_same(
    present: list[dict[str, Any]], wanted: list[dict[str, Any]]
) -> None:
    one = state(*sorted(present, key=lambda each: each["urn"]))
    other = state(*sorted(wanted, key=lambda each: each["urn"]))

    assert diff_states(one, other).is_empty == (fingerprint(one) == fingerprint(other))


@given(resources, resources)
def test_the_way_back_is_the_diff_the_other_way_round(
    present: list[dict[str, Any]], wanted: list[dict[str, Any]]
) -> None:
    there = diff_states(state(*present), state(*wanted))
    back = diff_states(state(*wanted), state(*present))

    assert (there.gained, there.lost, there.changed) == (back.lost, back.gained, back.changed)
