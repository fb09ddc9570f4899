"""`python -m automation.state` up to where the engine begins: what it lists, keeps and refuses."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from automation import approve
from automation.gateways.aws import session
from automation.state import main
from sandbox import identities
from sandbox.home import Home
from sandbox.state import Running
from tests.builders import release
from tests.functional.automation.finding_aws import find_aws_at
from tests.functional.automation.gateways.git_repository import GitRepository
from tests.functional.automation.miniature import records
from tests.functional.automation.miniature.ledger_reading import LedgerReading
from tests.functional.sandbox.clients import Clients
from tests.unit.automation.states import creating, resource, state

pytestmark = pytest.mark.functional

PENDING = state(resource("topic"), pending=(creating("queue"),))


@pytest.fixture
def repository(
    tmp_path: Path, quick_server: Running, monkeypatch: pytest.MonkeyPatch
) -> GitRepository:
    """What the operator stands in, with the variables of a shell."""
    made = GitRepository(tmp_path / "repository")
    made.commit("A topic", {"Pulumi.yaml": "name: clinical-trial\nruntime: python\n"})
    monkeypatch.chdir(made.folder)
    find_aws_at(quick_server.endpoint, monkeypatch)
    monkeypatch.setenv("PULUMI_BACKEND_URL", (tmp_path / "backend").as_uri())
    return made


@pytest.fixture
def backend(tmp_path: Path, quick_clients: Clients, repository: GitRepository) -> Path:
    """A file backend with two updates, and a state with an operation that never ended."""
    records.create(quick_clients, "staging")
    return ruined(tmp_path / "backend", "staging", repository.git("rev-parse", "HEAD"))


def ruined(folder: Path, environment: str, commit: str) -> Path:
    history = folder / f".pulumi/history/clinical-trial/{environment}"
    for number in (1, 2):
        told = {
            "kind": "update",
            "result": "succeeded",
            "startTime": number,
            "environment": {"git.head": commit, "git.dirty": "false"},
            "resourceChanges": {"create": number},
        }
        write(history / f"{environment}-{number}.history.json", told)
        kept = checkpoint(state(resource("topic")))
        write(history / f"{environment}-{number}.checkpoint.json", kept)
    write(folder / f".pulumi/stacks/clinical-trial/{environment}.json", checkpoint(PENDING))
    return folder


def checkpoint(deployment: dict[str, Any]) -> dict[str, Any]:
    return {"version": 3, "checkpoint": {"latest": deployment["deployment"]}}


def write(file: Path, content: dict[str, Any]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(content))


def typed(*words: str, say: str = "", environment: str = "staging") -> Result:
    return CliRunner().invoke(main, (environment, *words), input=say)


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


@pytest.fixture
def prod(
    tmp_path: Path, quick_clients: Clients, repository: GitRepository
) -> Iterator[tuple[Path, LedgerReading]]:
    """The same in prod: the file of its state, and the ledger."""
    records.create(quick_clients, "prod")
    records.write_newest(quick_clients, release(repository.git("rev-parse", "HEAD")))
    ledger = LedgerReading(quick_clients, "prod")
    ledger.empty()
    ruined(tmp_path / "backend", "prod", repository.git("rev-parse", "HEAD"))
    yield tmp_path / "backend/.pulumi/stacks/clinical-trial/prod.json", ledger
    ledger.empty()
    records.remove(quick_clients, "prod")


class People:
    """Who types the next command."""

    def __init__(self, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
        self._keys = identities.read(home)
        self._monkeypatch = monkeypatch

    def become(self, person: str) -> None:
        key = self._keys[person]
        self._monkeypatch.setenv("AWS_ACCESS_KEY_ID", key.access_key_id)
        self._monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", key.secret_access_key)
        session.cache_clear()


@pytest.fixture
def people(quick_home: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[People]:
    yield People(quick_home, monkeypatch)
    session.cache_clear()


RESTORE = ("restore", "--to", "1", "--drop-pending", "--yes")


def approved(people: People, ledger: LedgerReading) -> None:
    """The requester types the command, another person signs what it asks for."""
    people.become("requester")
    asked = typed(*RESTORE, environment="prod")
    assert asked.exit_code == 6, asked.output
    (request,) = ledger.requests()
    assert f"python -m automation.approve prod {request.digest[:12]}" in asked.output
    people.become("approver")
    words = ("prod", request.digest[:12], "--reason", "Cut off indeed", "--yes")
    signed = CliRunner().invoke(approve.main, words)
    assert signed.exit_code == 0, signed.output
    assert "the state of update 1 in place of the present one" in signed.output
    people.become("requester")


def test_in_prod_another_person_approves_and_the_name_is_typed_all_the_same(
    prod: tuple[Path, LedgerReading], people: People
) -> None:
    file, ledger = prod
    before = file.read_bytes()
    approved(people, ledger)

    again = typed(*RESTORE, say="no\n", environment="prod")

    assert again.exit_code == 5
    assert "user/approver: Cut off indeed" in again.output
    assert file.read_bytes() == before
    assert ledger.runs() == ()


def test_in_prod_a_state_that_changed_since_the_approval_is_left(
    prod: tuple[Path, LedgerReading], people: People
) -> None:
    file, ledger = prod
    approved(people, ledger)
    write(file, checkpoint(state(resource("another"))))
    before = file.read_bytes()

    again = typed(*RESTORE, say="prod\n", environment="prod")

    assert again.exit_code == 7
    assert "this has changed: differences, state before, summary" in again.output
    assert file.read_bytes() == before
    assert [request.status for request in ledger.requests()] == ["void"]
