"""Pulumi Cloud by its command line. There is no service here: a script answers in its place."""

import json
import sys
from pathlib import Path

import pytest

from automation.core.errors import EngineError, RefusedError
from automation.core.stack_lock import StackLock
from automation.gateways.backend_cloud import CloudBackend

HISTORY = [
    {
        "version": 2,
        "kind": "update",
        "startTime": "2026-11-24T10:29:39.000Z",
        "endTime": "2026-11-24T10:29:58.000Z",
        "result": "succeeded",
        "message": "second",
        "environment": {"git.head": "b" * 40, "git.dirty": "false"},
    },
    {"version": 1, "kind": "update", "startTime": "2026-11-24T10:00:00.000Z", "result": "failed"},
]


class Service:
    """A `pulumi` on PATH that answers as declared and writes down how it was called."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._answers: dict[str, object] = {}
        self.declare("", {})

    def declare(self, command: str, answer: object) -> None:
        """What a command answers."""
        self._answers[command] = answer
        script = f"""#!{sys.executable}
import json, sys
answers = json.loads({json.dumps(json.dumps(self._answers))})
line = " ".join(sys.argv[1:])
open({str(self.folder / "calls")!r}, "a").write(line + "\\n")
found = [answer for command, answer in answers.items() if command and line.startswith(command)]
if not found:
    sys.exit("error: no such thing in this service")
print(json.dumps(found[0]))
"""
        (self.folder / "pulumi").write_text(script)
        (self.folder / "pulumi").chmod(0o755)

    @property
    def calls(self) -> list[str]:
        return (self.folder / "calls").read_text().splitlines()


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Service:
    monkeypatch.setenv("PATH", str(tmp_path))
    return Service(tmp_path)


@pytest.fixture
def backend(tmp_path: Path) -> CloudBackend:
    return CloudBackend(tmp_path, "prod")


@pytest.mark.parametrize(("in_progress", "locks"), [(True, 1), (False, 0)])
def test_an_update_in_progress_is_a_lock_of_an_unknown_owner(
    service: Service, backend: CloudBackend, in_progress: bool, locks: int
) -> None:
    service.declare(
        "stack ls --json",
        [
            {"name": "acme/prod", "updateInProgress": in_progress},
            {"name": "acme/dev", "updateInProgress": True},
        ],
    )

    found = backend.locks()

    assert len(found) == locks
    assert all(lock.pid is None for lock in found)


def test_a_lock_of_the_service_is_nobodys_to_remove(backend: CloudBackend) -> None:
    with pytest.raises(RefusedError, match="does not tell whose update"):
        backend.remove_lock(StackLock(place="x"))


def test_the_history_is_asked_for_without_secrets(service: Service, backend: CloudBackend) -> None:
    service.declare("stack history --json --stack prod", HISTORY)

    newest, oldest = backend.updates()

    assert (newest.number, newest.commit, newest.dirty) == (2, "b" * 40, False)
    assert (oldest.number, oldest.result) == (1, "failed")
    assert "--show-secrets" not in service.calls[0]


def test_one_version_is_exported_encrypted(service: Service, backend: CloudBackend) -> None:
    service.declare("stack history", HISTORY)
    service.declare("stack export --version 1 --stack prod", {"version": 3, "deployment": {}})

    assert backend.export(backend.updates()[1]) == {"version": 3, "deployment": {}}

    assert "--show-secrets" not in service.calls[-1]


def test_the_state_is_exported_encrypted(service: Service, backend: CloudBackend) -> None:
    service.declare("stack export --stack prod", {"version": 3, "deployment": {"resources": []}})

    assert backend.state()["deployment"] == {"resources": []}

    assert "--show-secrets" not in service.calls[-1]


def test_what_the_command_line_refuses_is_told(service: Service, backend: CloudBackend) -> None:
    service.declare("whoami", {})
    with pytest.raises(EngineError, match="no such thing in this service"):
        backend.locks()


def test_a_missing_engine_is_told(
    tmp_path: Path, backend: CloudBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(EngineError, match="not on PATH"):
        backend.locks()
