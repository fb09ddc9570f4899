"""Plans of runs against S3: written once."""

import json

import pytest

from automation.core.errors import OtherVersionError
from automation.core.plan import COMPONENTS, InvalidateCdn, RollbackPlan, ShiftAlias
from automation.gateways.archive import ArchiveGateway
from tests.builders import COMMIT_A, COMMIT_B
from tests.functional.sandbox.clients import Clients

pytestmark = pytest.mark.functional

STEP = ShiftAlias("clinical-trial-api-prod", "2", "1", "revision", (("3", 0.1),))
PLAN = RollbackPlan("prod", COMMIT_A, COMMIT_B, COMPONENTS, (STEP, InvalidateCdn("E2")))
OTHER = RollbackPlan("prod", COMMIT_A, COMMIT_B, COMPONENTS, ())


def test_a_plan_is_read_as_it_was_written(archive: ArchiveGateway) -> None:
    archive.write_plan("run-1", PLAN)

    assert archive.read_plan("run-1") == PLAN


def test_a_plan_is_never_written_over(archive: ArchiveGateway) -> None:
    archive.write_plan("run-1", PLAN)

    archive.write_plan("run-1", OTHER)

    assert archive.read_plan("run-1") == PLAN


def test_a_run_that_wrote_no_plan_has_none(archive: ArchiveGateway) -> None:
    assert archive.read_plan("run-1") is None


def test_a_plan_of_another_version_is_told_as_that(
    archive: ArchiveGateway, clients: Clients
) -> None:
    plan = json.dumps({"format": "clinical-trial/rollback-plan/9", "surprise": 1})
    clients.s3.put_object(Bucket=archive.bucket, Key="runs/run-1/plan.json", Body=plan.encode())

    with pytest.raises(OtherVersionError, match="rollback-plan/9"):
        archive.read_plan("run-1")
