"""A scheduler that asks for overdue signatures sees one by the exit code."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.builders import approval_request
from tests.functional.automation.miniature.scenes import Scene
from tests.functional.automation.runs.operator import Operator

pytestmark = pytest.mark.functional


@pytest.mark.parametrize(("deadline", "code"), [(timedelta(hours=-3), 17), (timedelta(hours=3), 0)])
def test_the_listing_ends_with_a_code_of_its_own_while_a_signature_is_overdue(
    deadline: timedelta, code: int, scene: Scene, operator: Operator
) -> None:
    scene.platform.reset()
    day = timedelta(days=1)
    asked_at = datetime.now(UTC) + deadline - day
    request = approval_request(scenario="security", requested_at=asked_at, lifetime=day)
    owed = request.model_copy(update={"status": "owed", "incident": "INC-7"})
    scene.platform.ledger.put_request(owed)

    listed = operator.types("automation.approve", "dev")

    assert listed.code == code, listed.said
    assert owed.digest[:12] in listed.output
    assert ("3 hours overdue" in listed.output) is (code == 17)
