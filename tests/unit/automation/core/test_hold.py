"""Who a hold lets through, and what it tells the others."""

from automation.core.hold import refusal
from tests.builders import APPROVER, REQUESTER, hold


def test_only_the_run_that_holds_may_change_the_infrastructure() -> None:
    held = hold("run-1")

    assert held.allows("run-1")
    assert not held.allows("run-2")
    assert not held.allows("")
    assert not held.allows(None)


def test_a_hold_is_of_the_person_not_of_the_role() -> None:
    held = hold(actor=REQUESTER)

    assert held.is_of("arn:aws:sts::123456789012:assumed-role/Deployer/requester")
    assert not held.is_of(APPROVER)


def test_a_refusal_says_who_why_since_when_and_how_to_lift_it() -> None:
    told = refusal(hold(reason="the page is broken"), "prod")

    assert REQUESTER in told
    assert "the page is broken" in told
    assert "2026-03-02 09:30 UTC" in told
    assert "python -m automation.hold prod --lift" in told
