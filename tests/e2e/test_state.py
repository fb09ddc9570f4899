"""A ruined state is repaired to a clean preview: in files, and in S3 with secrets by KMS.

On a stage of its own, so that it runs beside the story.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from sandbox import engine
from sandbox.demo.command import Ran
from sandbox.demo.stage import Stage
from tests.e2e.interrupting import kill_when
from tests.e2e.state_stage import SECRET, Place, add_queue, in_bucket, in_files, state_stage

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def small_stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    engine.provision(Console(stderr=True))
    with state_stage(tmp_path_factory.mktemp("state")) as made:
        yield made


@pytest.fixture(scope="module", params=[in_files, in_bucket], ids=["files", "S3 and KMS"])
def place(small_stage: Stage, request: pytest.FixtureRequest) -> Place:
    made: Place = request.param(small_stage)
    return made


def test_a_state_that_was_cut_by_hand_is_repaired(place: Place) -> None:
    sound = place.checkpoint()["resources"]
    place.forget("topic")
    ruined = place.read()

    listed = place.state("list")
    kept = place.state("backup")
    restored = place.state("restore", "--to", "2", "--yes")

    assert re.search(r"reader needs \S+::topic", listed.said), listed.said
    assert restored.code == 0, restored.said
    assert re.search(r"known again: 1\n +\+ \S+::topic", restored.output), restored.said
    assert [each["urn"] for each in place.checkpoint()["resources"]] == [
        each["urn"] for each in sound
    ]
    assert_clean(place)
    backup = kept_in_archive(place, kept)
    assert json.loads(backup)["deployment"] == json.loads(ruined)["checkpoint"]["latest"]
    assert_no_secret(place, listed, kept, restored, backup)


def test_a_state_that_can_not_be_read_is_repaired(place: Place) -> None:
    ruined = place.read()[:200]
    place.write(ruined)

    listed = place.state("list", "--json")
    restored = place.state("restore", "--to", "2", "--yes")

    assert json.loads(listed.output)["faults"] == ["it can't be read"]
    assert restored.code == 0, restored.said
    assert kept_in_archive(place, restored) == ruined
    assert_clean(place)


def test_an_operation_of_a_killed_engine_is_dropped_on_demand(place: Place) -> None:
    add_queue(place)
    command = ("pulumi", "up", "--yes", "--skip-preview", "--stack", place.environment)
    kill_when(
        as_its_shell(place),
        (*command, "--non-interactive"),
        "queue creating",
        lambda: place.checkpoint().get("pending_operations"),
    )
    pending = place.checkpoint()["pending_operations"]

    refused = place.state("restore", "--to", "2", "--yes")
    restored = place.state("restore", "--to", "2", "--yes", "--drop-pending")

    assert [each["type"] for each in pending] == ["creating"]
    assert (refused.code, "creating urn" in refused.said) == (5, True), refused.said
    assert restored.code == 0, restored.said
    assert "remove the lock of a dead engine" in restored.said
    assert not place.checkpoint().get("pending_operations")
    place.stage.workshop.git("checkout", "--quiet", "HEAD~1")
    assert_clean(place)
    place.stage.workshop.git("checkout", "--quiet", "main")


def test_a_state_from_before_a_resource_is_no_proof_and_leads_back(place: Place) -> None:
    before = place.checkpoint()["resources"]

    stale = place.state("restore", "--to", "1", "--yes")
    found = re.search(r"restore --from-backup (\S+)", stale.said)
    assert found is not None, stale.said
    back = place.state("restore", "--from-backup", found[1], "--yes")

    assert (stale.code, re.search(r"- create \S+::reader", stale.said) is not None) == (12, True)
    assert back.code == 0, back.said
    assert [each["urn"] for each in place.checkpoint()["resources"]] == [
        each["urn"] for each in before
    ]


def assert_clean(place: Place) -> None:
    preview = place.pulumi("preview", "--refresh", "--expect-no-changes")
    assert preview.code == 0, preview.said
    assert not any(Path(place.stage.people["requester"]["TMPDIR"]).glob("clinical-trial*"))


def kept_in_archive(place: Place, ran: Ran) -> bytes:
    """The backup that a command named, which nobody can delete."""
    found = re.search(r"backup (state/\S+)\nSHA-256 (\w{64})", ran.output)
    assert found is not None, ran.said
    bucket = f"clinical-trial-audit-{place.environment}"
    answer = place.clients.s3.get_object(Bucket=bucket, Key=found[1])
    assert answer["ObjectLockMode"] == "COMPLIANCE"
    content = bytes(answer["Body"].read())
    assert hashlib.sha256(content).hexdigest() == found[2]
    return content


def assert_no_secret(place: Place, *said: Ran | bytes) -> None:
    for each in said:
        text = each.decode() if isinstance(each, bytes) else each.said
        assert SECRET not in text
    assert SECRET not in place.read().decode()


def as_its_shell(place: Place) -> Stage:
    """The stage with the variables of the place's shell."""
    people = {who: {**known, **place.variables} for who, known in place.stage.people.items()}
    return replace(place.stage, people=people)
