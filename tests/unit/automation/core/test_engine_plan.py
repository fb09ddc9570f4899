"""Two saved plans that would do the same have the same digest."""

import random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from automation.core.engine_plan import plan_digest

PLAN: dict[str, Any] = {
    "manifest": {"time": "2026-03-02T09:30:00Z", "magic": "x"},
    "resourcePlans": {
        "urn:api": {
            "goal": {
                "inputDiff": {"updates": {"memorySize": 512}},
                "dependencies": ["urn:role", "urn:table"],
                "propertyDependencies": {"role": ["urn:role", "urn:policy"]},
                "aliases": ["first", "second"],
            },
            "steps": ["create-replacement", "replace", "delete-replaced"],
            "seed": "AAAA",
        },
        "urn:secret": {"goal": {"value": {"ciphertext": "v1:abc", "plain": False}}},
    },
}


def changed(*path: str | int, to: object) -> dict[str, Any]:
    """The plan with one value replaced."""

    def put(value: Any, rest: tuple[str | int, ...]) -> Any:
        if not rest:
            return to
        if isinstance(value, list):
            return [put(v, rest[1:]) if n == rest[0] else v for n, v in enumerate(value)]
        return {k: put(v, rest[1:]) if k == rest[0] else v for k, v in value.items()}

    result: dict[str, Any] = put(PLAN, path)
    return result


API = ("resourcePlans", "urn:api")


def test_what_is_random_makes_no_difference() -> None:
    for same in (
        changed("manifest", "time", to="2026-03-02T10:00:00Z"),
        changed(*API, "seed", to="BBBB"),
        changed("resourcePlans", "urn:secret", "goal", "value", "ciphertext", to="v1:xyz"),
        changed(*API, "goal", "dependencies", to=["urn:table", "urn:role"]),
        changed(*API, "goal", "propertyDependencies", "role", to=["urn:policy", "urn:role"]),
    ):
        assert plan_digest(same) == plan_digest(PLAN)


def test_what_would_be_done_does() -> None:
    for other in (
        changed(*API, "goal", "inputDiff", "updates", "memorySize", to=256),
        changed(*API, "goal", "dependencies", to=["urn:role"]),
        changed(*API, "goal", "aliases", to=["second", "first"]),
        changed(*API, "steps", to=["delete-replaced", "replace", "create-replacement"]),
        changed(*API, "steps", 0, to="update"),
        changed("resourcePlans", "urn:secret", "goal", "value", "plain", to=True),
    ):
        assert plan_digest(other) != plan_digest(PLAN)


@given(st.randoms(use_true_random=False))
def test_the_order_of_keys_makes_no_difference(order: random.Random) -> None:
    def shuffled(value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        items = [(key, shuffled(item)) for key, item in value.items()]
        order.shuffle(items)
        return dict(items)

    assert plan_digest(shuffled(PLAN)) == plan_digest(PLAN)
