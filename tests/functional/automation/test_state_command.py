"""`python -m automation.state` up to where the engine begins: what it lists, keeps and refuses."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from automation.state import main
from tests.functional.automation.finding_aws import find_aws_at
from tests.functional.automation.gateways.git_repository import GitRepository
from tests.functional.automation.miniature import records
from tests.functional.sandbox.clients import Clients
from tests.unit.automation.states import creating, resource, state

pytestmark = pytest.mark.functional

PENDING = state(resource("topic"), pending=(creating("queue"),))


@pytest.fixture
def backend(
    tmp_path: Path, quick_clients: Clients, monkeypatch: pytest.MonkeyPatch, quick_server: Any
) -> Path:
    """A file backend with two updates, and a state with an operation that never ended."""
    records.create(quick_clients, "staging")
    made = GitRepository(tmp_path / "repository")
    commit = made.commit("A topic", {"Pulumi.yaml": "name: clinical-trial\nruntime: python\n"})
    monkeypatch.chdir(made.folder)
    folder = tmp_path / "backend"
    find_aws_at(quick_server.endpoint, monkeypatch)
    monkeypatch.setenv("PULUMI_BACKEND_URL", folder.as_uri())
    history = folder / ".pulumi/history/clinical-trial/staging"
    for number in (1, 2):
        told = {
            "kind": "update",
            "result": "succeeded",
            "startTime": number,
            "environment": {"git.head": commit, "git.dirty": "false"},
            "resourceChanges": {"create": number},
        }
        write(history / f"staging-{number}.history.json", told)
        write(history / f"staging-{number}.checkpoint.json", checkpoint(state(resource("topic"))))
    write(folder / ".pulumi/stacks/clinical-trial/staging.json", checkpoint(PENDING))
    return folder


def checkpoint(deployment: dict[str, Any]) -> dict[str, Any]:
    return {"version": 3, "checkpoint": {"latest": deployment["deployment"]}}


def write(file: Path, content: dict[str, Any]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(content))


def typed(*words: str, say: str = "") -> Result:
    return CliRunner().invoke(main, ("staging", *words), input=say)


@pytest.mark.usefixtures("backend")
def test_the_updates_are_listed_with_what_never_ended() -> None:
    listed = json.loads(typed("list", "--json").output)

    assert [(each["number"], each["subject"]) for each in listed["updates"]] == [
        (2, "A topic"),
        (1, "A topic"),
    ]
    assert [each["kind"] for each in listed["pending"]] == ["creating"]
    assert typed("list").exit_code == 0


@pytest.mark.usefixtures("backend")
def test_the_present_state_is_kept_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "backup.json"

    kept = typed("backup", "--to", str(file))

    assert kept.exit_code == 0
    assert json.loads(file.read_text()) == {"version": 3, "deployment": PENDING["deployment"]}
    assert typed("backup", "--to", str(file)).exit_code == 5
    assert hashlib.sha256(file.read_bytes()).hexdigest() in kept.output


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((), 2),
        (("--to", "1", "--from-backup", "state/x"), 2),
        (("--to", "9"), 3),
        (("--from-backup", "state/none.json"), 3),
        (("--to", "1"), 5),
        (("--to", "1", "--drop-pending"), 5),
    ],
)
def test_what_can_not_be_restored_leaves_the_state(
    backend: Path, words: tuple[str, ...], code: int
) -> None:
    file = backend / ".pulumi/stacks/clinical-trial/staging.json"
    before = file.read_bytes()

    assert typed("restore", *words, say="no\n").exit_code == code
    assert file.read_bytes() == before
