"""What the engine would refuse to work with."""

from typing import Any

import pytest

from automation.core.state_integrity import faults_in
from tests.unit.automation.states import STACK, resource, state, urn

PROVIDER = "urn:pulumi:dev::clinical-trial::pulumi:providers:aws::sandbox"


def test_a_sound_state_has_no_fault() -> None:
    provider = {"urn": PROVIDER, "custom": True, "id": "p-1", "parent": STACK}
    reader = resource("reader", dependencies=[urn("topic")], provider=f"{PROVIDER}::p-1")

    assert faults_in(state(provider, resource("topic"), reader)) == ()


@pytest.mark.parametrize(
    ("broken", "fault"),
    [
        (resource("a", dependencies=[urn("b")]), f"{urn('a')} needs {urn('b')}"),
        (resource("a", parent=urn("b")), f"{urn('a')} needs {urn('b')}"),
        (resource("a", provider=f"{PROVIDER}::p-1"), f"{urn('a')} needs {PROVIDER}"),
        (resource("a", id=""), f"{urn('a')} has no id"),
        (resource("a", urn=""), "a resource has no name"),
    ],
)
def test_a_fault_is_told_with_the_resource(broken: dict[str, Any], fault: str) -> None:
    (told,) = faults_in(state(broken))

    assert told.startswith(fault)


def test_a_resource_twice_is_a_fault_unless_one_is_to_be_deleted() -> None:
    assert faults_in(state(resource("a"), resource("a"))) == (f"{urn('a')} is there twice",)
    assert faults_in(state(resource("a"), resource("a", delete=True))) == ()


def test_what_is_needed_has_to_come_first() -> None:
    reader = resource("reader", dependencies=[urn("topic")])

    assert faults_in(state(reader, resource("topic"))) != ()
