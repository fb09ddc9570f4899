"""What a killed engine left, and what a person is told about it."""

from automation.core.pending import PendingOperation, advice, pending_in


def test_a_state_without_any_tells_nothing() -> None:
    assert pending_in({"deployment": {"resources": []}}) == ()
    assert pending_in({"deployment": {"pending_operations": None}}) == ()
    assert advice((), "dev") == ()


def test_an_interrupted_creation_may_have_left_a_resource() -> None:
    lines = advice((PendingOperation("creating", "urn:queue"),), "prod")

    assert lines[0] == "the engine was killed while creating urn:queue; it is done again"
    assert "pulumi refresh --clear-pending-creates --stack prod" in lines[1]


def test_an_interrupted_update_is_only_named() -> None:
    assert len(advice((PendingOperation("updating", "urn:queue"),), "prod")) == 1
