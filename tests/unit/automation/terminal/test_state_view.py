"""A stack's updates and a restore's plan, as a person reads them."""

import json
from datetime import timedelta

from automation.core.state_diff import diff_states
from automation.core.state_list import ListedStates
from automation.runs.restore_request import RestoreRequest
from automation.terminal.documents import states_document
from automation.terminal.state_view import show_restore, show_states
from tests.builders import COMMIT_A, NOW, REQUESTER
from tests.unit.automation.states import creating, resource, state, update, urn
from tests.unit.automation.terminal.screen import Screen

LISTED = ListedStates(
    updates=(
        update(2, result="failed", dirty=True, changes={"create": 2, "same": 9}),
        update(1, commit=None),
    ),
    present=1,
    pending=(),
    faults=("a needs b",),
)
DESCRIBED = {COMMIT_A: ("Add a topic", "Dana")}


def test_an_update_is_told_with_what_it_changed_and_by_which_commit() -> None:
    screen = Screen()

    show_states(screen.console, "dev", LISTED, DESCRIBED, NOW + timedelta(minutes=62))

    assert screen.lines[:4] == [
        "   2  an hour ago  update  failed  2 create",
        f"      {COMMIT_A[:12]} (changed tree)  Add a topic",
        "   1  an hour ago  update  succeeded  no changes  present state",
        "      no commit  ",
    ]
    assert "    ! a needs b" in screen.lines


def test_a_state_of_none_of_the_updates_is_told() -> None:
    screen = Screen()
    listed = ListedStates((update(1),), None, (), ())

    show_states(screen.console, "dev", listed, {}, NOW)

    assert "of none of these updates" in screen.text


def test_the_document_has_the_same_facts_and_no_places() -> None:
    document = json.loads(states_document("dev", LISTED, DESCRIBED))

    assert document["format"] == "clinical-trial/states/1"
    assert (document["present_is_of"], document["faults"]) == (1, ["a needs b"])
    assert document["updates"][0]["subject"] == "Add a topic"
    assert "place" not in document["updates"][0]


def test_a_restore_is_told_by_resource_and_never_by_value() -> None:
    screen = Screen()
    present = state(
        resource("kept", inputs={"value": "hunter2"}), resource("lost"), pending=(creating("x"),)
    )
    wanted = state(resource("kept", inputs={"value": "hunter3"}), resource("gained"))
    request = RestoreRequest("run", REQUESTER, "why", "update 1", wanted, COMMIT_A, True)

    show_restore(screen.console, "prod", request, diff_states(present, wanted))

    assert f"    + {urn('gained')}" in screen.lines
    assert f"    - {urn('lost')}" in screen.lines
    assert f"    ~ {urn('kept')}: inputs.value" in screen.lines
    assert f"    ! creating {urn('x')}" in screen.lines
    assert "hunter" not in screen.text


def test_a_long_list_is_cut_with_its_length() -> None:
    screen = Screen()
    wanted = state(*(resource(f"topic-{number:02}") for number in range(20)))
    request = RestoreRequest("run", REQUESTER, "why", "update 1", wanted, COMMIT_A, False)

    show_restore(screen.console, "prod", request, diff_states(state(), wanted))

    assert "known again: 20" in screen.text
    assert "and 5 more" in screen.text
