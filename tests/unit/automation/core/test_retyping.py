"""The command that gives an order again."""

import shlex
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from automation.core.order import Order, chosen_components
from automation.core.plan import COMPONENTS
from automation.core.policy import CLAIMABLE_SCENARIOS, decision_for
from automation.core.retyping import command_of, traffic_command_of
from automation.rollback import to_release
from tests.builders import COMMIT_A, REQUESTER, order

_WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12).filter(
    lambda word: not word.startswith("-")
)
_COMPONENTS = st.sets(st.sampled_from(COMPONENTS), min_size=1).map(
    lambda names: tuple(name for name in COMPONENTS if name in names)
)
_ORDERS = st.builds(
    Order,
    environment=st.sampled_from(("dev", "staging", "prod")),
    commit=st.just(COMMIT_A),
    decision=st.sampled_from(CLAIMABLE_SCENARIOS).map(decision_for),
    reason=_WORDS,
    components=_COMPONENTS,
    actor=st.just(REQUESTER),
    only_functions=st.lists(_WORDS, max_size=2).map(tuple),
    data_loss=st.lists(_WORDS, max_size=2).map(tuple),
    incident=st.none() | _WORDS,
    settings=st.sampled_from(("release", "today")),
)


def typed(command: str) -> dict[str, Any]:
    """What the command line makes of it."""
    words = shlex.split(command)
    assert words[:3] == ["python", "-m", "automation.rollback"]
    return to_release.make_context("to", words[3:]).params


@given(_ORDERS)
def test_typing_it_gives_the_same_order(given_order: Order) -> None:
    found = typed(command_of(given_order))

    decision = decision_for(found["scenario"])
    again = Order(
        environment=found["environment"],
        commit=COMMIT_A,
        decision=decision,
        reason=found["reason"],
        components=chosen_components(
            found["components"],
            found["functions"],
            decision,
            traffic_only=found["traffic_only"],
        ),
        actor=REQUESTER,
        only_functions=found["functions"],
        data_loss=found["data_loss"],
        incident=found["incident"],
        settings=found["settings"],
    )
    assert again == given_order
    assert COMMIT_A.startswith(found["ref"])


@given(_ORDERS)
def test_the_traffic_alone_leaves_the_infrastructure_and_what_it_would_remove(
    given_order: Order,
) -> None:
    found = typed(traffic_command_of(given_order))

    assert found["data_loss"] == ()
    assert found["traffic_only"] or "infrastructure" not in found["components"]


def test_nothing_is_named_that_goes_without_saying() -> None:
    assert command_of(order(components=COMPONENTS)) == (
        "python -m automation.rollback prod --to aaaaaaaaaaaa --reason 'the page is broken'"
    )


def test_everything_else_is_named_and_quoted() -> None:
    made = order(
        scenario="security",
        incident="INC 7",
        components=COMPONENTS[:1],
        only_functions=("api", "auth"),
        data_loss=("urn:x",),
    )

    assert command_of(made, "--wait", "15m") == (
        "python -m automation.rollback prod --to aaaaaaaaaaaa --scenario security "
        "--incident 'INC 7' --reason 'the page is broken' --component functions "
        "--function api --function auth --allow-data-loss urn:x --wait 15m"
    )
