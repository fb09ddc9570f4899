"""A stage and a story for each file of end-to-end tests: it takes minutes and is done once.

The state lies in an S3 bucket of the sandbox, as it would on AWS; the demo keeps it in files.
"""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from rich.console import Console

from sandbox import engine
from sandbox.demo.aws import client
from sandbox.demo.stage import Stage, stage
from tests.e2e import endings as second
from tests.e2e import story as first
from tests.e2e.canary import STATE_BUCKET, temporary_folder
from tests.e2e.endings import Endings
from tests.e2e.story import Story


@pytest.fixture(scope="module")
def sandbox_stage() -> Iterator[Stage]:
    engine.provision(Console(stderr=True))
    with stage() as made:
        yield _with_temporary_folder(_with_state_in_s3(made))


@pytest.fixture(scope="module")
def story(sandbox_stage: Stage) -> Story:
    return first.tell(sandbox_stage)


@pytest.fixture(scope="module")
def endings(sandbox_stage: Stage) -> Endings:
    return second.tell(sandbox_stage)


def _with_state_in_s3(made: Stage) -> Stage:
    s3 = client(made, "s3")
    s3.create_bucket(Bucket=STATE_BUCKET)
    s3.put_bucket_versioning(Bucket=STATE_BUCKET, VersioningConfiguration={"Status": "Enabled"})
    backend = {"PULUMI_BACKEND_URL": f"s3://{STATE_BUCKET}?region=us-east-1"}
    return replace(made, people={who: {**shell, **backend} for who, shell in made.people.items()})


def _with_temporary_folder(made: Stage) -> Stage:
    """One that nobody else writes to, so that what commands leave there can be looked at."""
    folder = temporary_folder(made)
    folder.mkdir()
    shell = {"TMPDIR": str(folder)}
    return replace(made, people={who: {**given, **shell} for who, given in made.people.items()})
