"""Doors that are closed and opened: nobody gets in, and what comes back is exactly what was."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from automation.core import throttle, web_acl
from automation.core.doors import (
    API,
    FIREWALL,
    closed_acl,
    lets_nobody_in,
    part_of_function,
    state_of,
    strange,
    text_of,
)
from tests.unit.automation.fakes.emergency import applied, patched

FUNCTION = part_of_function("clinical-trial-api-prod")
ALLOW: dict[str, Any] = {"Allow": {}}
NAMES = st.text("abc", min_size=1, max_size=3) | st.just(web_acl.RULE)
LEAVES = st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.binary(max_size=5)
STATEMENTS = st.dictionaries(
    NAMES, st.recursive(LEAVES, lambda part: st.lists(part, max_size=2), max_leaves=4), min_size=1
)


def rule(name: str, priority: int, **more: Any) -> dict[str, Any]:
    return {"Name": name, "Priority": priority, "Action": ALLOW, **more}


@st.composite
def acls(draw: st.DrawFn) -> dict[str, Any]:
    """Web ACLs with any rules of any priorities, with and without what may be absent."""
    names = draw(st.lists(NAMES, unique=True, max_size=4))
    priorities = draw(
        st.lists(st.integers(0, 6), unique=True, min_size=len(names), max_size=len(names))
    )
    acl: dict[str, Any] = {
        "DefaultAction": draw(st.sampled_from([ALLOW, {"Block": {}}])),
        "VisibilityConfig": {"MetricName": "m"},
        "Rules": [
            rule(name, priority, Statement=draw(STATEMENTS))
            for name, priority in zip(names, priorities, strict=True)
        ],
    }
    for optional in ("Description", "TokenDomains", "CustomResponseBodies"):
        if draw(st.booleans()):
            acl[optional] = draw(st.text("xyz", min_size=1))
    return acl


def settings() -> st.SearchStrategy[dict[str, dict[str, Any]]]:
    """Method settings: each throttle a number, zero or absent, other settings any."""
    one = st.fixed_dictionaries(
        {},
        optional={
            throttle.RATE: st.sampled_from([0.0, 500.0, 0.5, 10000.0]),
            throttle.BURST: st.integers(0, 5000),
            "metricsEnabled": st.booleans(),
            "cacheTtlInSeconds": st.integers(0, 300),
            "loggingLevel": st.sampled_from(["OFF", "ERROR"]),
        },
    )
    keys = st.sampled_from(["*/*", "~1api/GET", "~1api~1{proxy+}/ANY", "~1/POST"])
    return st.dictionaries(keys, one.filter(bool))


@given(acls())
def test_a_closed_web_acl_blocks_all_before_any_rule_and_keeps_the_rules_in_order(
    acl: dict[str, Any],
) -> None:
    closed = web_acl.closed(acl)

    first, *others = sorted(closed["Rules"], key=lambda each: each["Priority"])
    assert first["Action"] == closed["DefaultAction"] == {"Block": {}}
    assert first["Statement"]["SizeConstraintStatement"]["ComparisonOperator"] == "GE"
    by_priority = sorted(acl["Rules"], key=lambda each: each["Priority"])
    assert [each["Name"] for each in others] == [each["Name"] for each in by_priority]
    priorities = [each["Priority"] for each in closed["Rules"]]
    names = [each["Name"] for each in closed["Rules"]]
    assert len(set(priorities)) == len(priorities)
    assert len(set(names)) == len(names)
    assert web_acl.is_closed(closed)


@given(acls())
def test_a_web_acl_that_is_kept_comes_back_as_it_was(acl: dict[str, Any]) -> None:
    kept = web_acl.to_text(acl)

    assert web_acl.from_text(kept) == acl
    assert web_acl.to_text(web_acl.from_text(kept)) == kept
    assert state_of(FIREWALL, kept, closed_acl(kept)) == "closed"
    assert state_of(FIREWALL, kept, kept) == "open"


def test_a_priority_of_zero_that_is_taken_makes_room() -> None:
    acl = {"DefaultAction": ALLOW, "Rules": [rule("b", 3), rule("a", 0)]}

    closed = web_acl.closed(acl)

    assert [(each["Name"], each["Priority"]) for each in closed["Rules"]] == [
        (web_acl.RULE, 0),
        ("b", 4),
        ("a", 1),
    ]


def test_priorities_stay_where_zero_is_free() -> None:
    closed = web_acl.closed({"DefaultAction": ALLOW, "Rules": [rule("a", 1)]})

    assert [each["Priority"] for each in closed["Rules"]] == [0, 1]


def test_only_what_an_update_may_name_is_kept() -> None:
    answer = {
        "Name": "x",
        "ARN": "arn",
        "Capacity": 5,
        "Description": "",
        "DefaultAction": ALLOW,
        "Rules": [],
        "TokenDomains": None,
    }

    assert web_acl.configuration(answer) == {"DefaultAction": ALLOW, "Rules": []}


@given(settings())
def test_no_method_of_a_closed_stage_takes_a_request(former: dict[str, dict[str, Any]]) -> None:
    closed = patched(former)

    assert {(each[throttle.RATE], each[throttle.BURST]) for each in closed.values()} == {(0.0, 0)}
    assert closed.keys() == {"*/*", *former}
    assert state_of(API, text_of(former), text_of(closed)) == "closed"


@given(settings())
def test_an_opened_stage_is_what_it_was_absent_as_absent(
    former: dict[str, dict[str, Any]],
) -> None:
    closed = patched(former)

    opened = applied(closed, throttle.opening(former, closed))

    # A method that is begun anew gets AWS's defaults for what it never named.
    for each in opened.values():
        each.setdefault("metricsEnabled", False)
    expected = {key: {"metricsEnabled": False, **each} for key, each in former.items()}
    assert opened == expected


@given(settings())
def test_opening_a_stage_twice_changes_nothing(former: dict[str, dict[str, Any]]) -> None:
    assert throttle.opening(former, former) == ()


def test_an_override_of_a_method_is_closed_as_well() -> None:
    former: dict[str, dict[str, Any]] = {
        "*/*": {throttle.RATE: 5.0},
        "~1api/GET": {"metricsEnabled": True},
    }

    paths = {patch["path"] for patch in throttle.closing(former)}

    assert "/~1api/GET/throttling/rateLimit" in paths
    assert "/*/*/throttling/burstLimit" in paths


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ({"*/*": {throttle.RATE: 1.0, throttle.BURST: 0}}, "throttling/rateLimit: 1.0 instead of"),
        ({}, "no settings any more"),
        (
            {"*/*": {throttle.RATE: 0.0, throttle.BURST: 0}, "~1x/GET": {throttle.RATE: 0.0}},
            "~1x/GET has settings, and had none",
        ),
    ],
)
def test_what_somebody_else_did_to_a_stage_is_told(found: dict[str, Any], said: str) -> None:
    former = {"*/*": {throttle.RATE: 5.0, throttle.BURST: 1}}

    assert state_of(API, text_of(former), text_of(found)) == "changed"
    assert said in strange(API, text_of(former), text_of(found))[0]


def test_what_somebody_else_did_to_a_web_acl_is_told() -> None:
    former = web_acl.to_text({"DefaultAction": ALLOW, "Rules": [rule("a", 0), rule("b", 1)]})
    changed = web_acl.closed(web_acl.from_text(former))
    changed["DefaultAction"] = ALLOW
    changed["Rules"] = [*changed["Rules"][:2], rule("c", 9)]

    lines = strange(FIREWALL, former, web_acl.to_text(changed))

    assert state_of(FIREWALL, former, web_acl.to_text(changed)) == "changed"
    assert lines == (
        'DefaultAction: {"Allow":{}} instead of {"Block":{}}',
        "rule b is gone",
        "rule c is new",
    )


@pytest.mark.parametrize("former", ["null", "0", "7"])
def test_a_function_is_closed_at_zero_and_open_as_it_was(former: str) -> None:
    assert state_of(FUNCTION, former, "0") == "closed"
    assert lets_nobody_in(FUNCTION, "0")
    assert not lets_nobody_in(FUNCTION, "null")
    if former != "0":
        assert state_of(FUNCTION, former, former) == "open"
    assert state_of(FUNCTION, former, "3") == "changed"
