"""A secret that no output, record or file of a run may hold, whether it succeeds or fails.

It lies where runs pass by: in the variables of the functions that are moved, in the metadata that
Lambda answers with them, and as the database's connection secret.
"""

import base64
import json
from collections.abc import Iterator
from concurrent.futures import Future
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from automation.core import names
from tests.functional.automation.miniature.faults import Fault
from tests.functional.automation.miniature.handlers import well
from tests.functional.automation.miniature.proxy import Plan, Proxy
from tests.functional.automation.miniature.scenes import Scene
from tests.functional.automation.runs.operator import Operator, Ran

pytestmark = pytest.mark.functional

FIRST_ALIAS = 9


@pytest.fixture
def secret(scene: Scene) -> str:
    """A value that is nowhere else; a run to the good release moves the function that has it."""
    value = f"canary-{uuid4().hex}"
    platform = scene.platform
    platform.reset()
    variables = {"Variables": {"SESSION_KEY": value}}
    version = platform.publish("auth", well("auth", "bad"), Environment=variables)
    platform.point("auth", version)
    platform.clients.of("secretsmanager").create_secret(
        Name=f"clinical-trial/dev/{value[-6:]}", SecretString=json.dumps({"password": value})
    )
    read = platform.clients.lambda_.get_function_configuration(
        FunctionName=platform.function("auth"), Qualifier="PROD"
    )
    assert value in json.dumps(read["Environment"])
    return value


class Reader:
    """Reads what the archive has that it did not have before: what is there is locked."""

    def __init__(self, scene: Scene) -> None:
        self._s3 = scene.platform.clients.s3
        self._bucket = names.audit_bucket(scene.platform.environment)
        self._known = set(self._versions())

    def read(self) -> list[bytes]:
        """Contents of every new version of every key."""
        new = set(self._versions()) - self._known
        return [
            self._s3.get_object(Bucket=self._bucket, Key=key, VersionId=version)["Body"].read()
            for key, version in new
        ]

    def _versions(self) -> Iterator[tuple[str, str]]:
        for page in self._s3.get_paginator("list_object_versions").paginate(Bucket=self._bucket):
            for item in page.get("Versions", ()):
                yield item["Key"], item["VersionId"]


@pytest.fixture
def archive(scene: Scene) -> Reader:
    """The archive, as it was before this test's secret."""
    return Reader(scene)


def everything_of(ran: list[Ran], scene: Scene, archive: Reader, operator: Operator) -> bytes:
    """What commands printed and what is left of them: ledger, archive, temporary files, caches."""
    printed = "\n".join(each.said for each in ran)
    ledger = json.dumps(scene.platform.ledger.items())
    return b"\n".join(
        [
            printed.encode(),
            ledger.encode(),
            *archive.read(),
            *operator.left_behind().values(),
        ]
    )


def insist_on_absence(secret: str, everything: bytes) -> None:
    assert everything
    assert secret.encode() not in everything
    assert base64.b64encode(secret.encode()).rstrip(b"=")[:-1] not in everything


def roll_back(operator: Operator, scene: Scene, *options: str, victim: Future[int]) -> Ran:
    command = ("dev", "--to", scene.good.commit, "--traffic-only", "--reason", "test")
    return operator.types("automation.rollback", *command, *options, victim=victim)


def test_a_successful_run_leaves_no_secret(
    archive: Reader, secret: str, scene: Scene, operator: Operator, proxy: Proxy
) -> None:
    proxy.begin()

    ran = [
        roll_back(operator, scene, "--dry-run", "--json", victim=Future()),
        roll_back(operator, scene, "--dry-run", victim=Future()),
        roll_back(operator, scene, "--yes", victim=Future()),
        roll_back(operator, scene, "--yes", victim=Future()),
        operator.types("automation.rollback", "runs", "dev", "--json"),
        operator.types("automation.hold", "dev"),
        operator.types("automation.audit", "show", "dev"),
    ]

    assert [each.code for each in ran] == [0] * len(ran), ran
    assert archive.read()
    insist_on_absence(secret, everything_of(ran, scene, archive, operator))


@pytest.mark.parametrize("verb", ["resume", "abort"])
@pytest.mark.parametrize("fault", [Fault.REFUSED, Fault.EVERY_ANSWER_LOST, Fault.KILLED_AFTER])
def test_a_failed_run_leaves_no_secret_and_neither_does_going_on_or_back(
    fault: Fault,
    verb: str,
    archive: Reader,
    secret: str,
    scene: Scene,
    operator: Operator,
    proxy: Proxy,
) -> None:
    victim: Future[int] = Future()
    # The file after both aliases, the lines of the journal around them and their record.
    proxy.begin(Plan(FIRST_ALIAS + 5, fault, victim))

    failed = roll_back(operator, scene, "--yes", victim=victim)

    assert failed.code != 0
    assert fault is Fault.KILLED_AFTER or "automation.rollback resume dev-" in failed.errors
    insist_on_absence(secret, everything_of([failed], scene, archive, operator))
    proxy.begin()
    (run,) = scene.platform.ledger.runs()
    scene.platform.ledger.let_lease_lapse(datetime.now(UTC))
    ended = operator.types("automation.rollback", verb, run.run_id)
    after = [
        operator.types("automation.rollback", "runs", "dev"),
        operator.types("automation.approve", "dev"),
    ]
    assert [each.code for each in (ended, *after)] == [0, 0, 0], ended.said
    (run,) = scene.platform.ledger.runs()
    assert run.status == {"resume": "finished", "abort": "aborted"}[verb]
    insist_on_absence(secret, everything_of([failed, ended, *after], scene, archive, operator))
