"""Lambda functions in memory: published versions, and aliases with a revision that each write
changes and that a write has to name."""

import threading
from collections.abc import Collection
from dataclasses import replace
from itertools import count

from automation.core.live import AliasMovedError, LiveAlias
from tests.unit.automation.fakes.calls import Calls, aws_error


class FakeFunctions:
    """The functions of one account."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self._aliases: dict[str, LiveAlias] = {}
        self._code: dict[tuple[str, str], str] = {}
        self._revisions = count(1)
        self._moves_before_write: dict[str, str] = {}
        self._provisioning: dict[str, list[str]] = {}
        self._other_targets: set[tuple[str, str]] = set()
        self._lock = threading.Lock()

    def declare_version(self, function_name: str, version: str, code_sha256: str) -> None:
        """A published version."""
        self._code[function_name, version] = code_sha256

    def declare_version_gone(self, function_name: str, version: str) -> None:
        """Somebody deleted a version."""
        del self._code[function_name, version]

    def declare_alias(
        self, function_name: str, version: str, weights: tuple[tuple[str, float], ...] = ()
    ) -> None:
        """An alias as a deployment or a person left it; each declaration is a new revision."""
        self._code.setdefault((function_name, version), f"code of {function_name} {version}")
        self._aliases[function_name] = LiveAlias(
            function_name, version, self._next_revision(), weights
        )

    def declare_moved_before_write(self, function_name: str, version: str) -> None:
        """Somebody else moves an alias between its reading and its next write."""
        self._moves_before_write[function_name] = version

    def declare_provisioning(self, function_name: str, *states: str) -> None:
        """What the alias's provisioned concurrency says, look by look; the last state stays."""
        self._provisioning[function_name] = list(states)

    def serving(self) -> dict[str, tuple[str, tuple[tuple[str, float], ...]]]:
        """Version and canary weights of every alias, for comparing."""
        return {name: (alias.version, alias.weights) for name, alias in self._aliases.items()}

    def read_aliases(self, function_names: Collection[str]) -> dict[str, LiveAlias]:
        return {name: self._aliases[name] for name in function_names if name in self._aliases}

    def read_version_hashes(
        self, versions: Collection[tuple[str, str]]
    ) -> dict[tuple[str, str], str]:
        return {version: self._code[version] for version in versions if version in self._code}

    def declare_alias_target(self, function_name: str, version: str) -> None:
        """Another alias than `PROD` refers to a version."""
        self._other_targets.add((function_name, version))

    def list_versions(self, function_names: Collection[str]) -> dict[tuple[str, str], str]:
        return {
            version: code for version, code in self._code.items() if version[0] in function_names
        }

    def list_alias_targets(self, function_names: Collection[str]) -> frozenset[tuple[str, str]]:
        own = {
            (name, version)
            for name, alias in self._aliases.items()
            for version in (alias.version, *(version for version, _ in alias.weights))
        }
        return frozenset(each for each in own | self._other_targets if each[0] in function_names)

    def delete_version(self, function_name: str, version: str) -> None:
        if (function_name, version) in self.list_alias_targets([function_name]):
            raise aws_error("ResourceConflictException", "DeleteFunction")
        call = f"delete_version {function_name} {version}"
        self._calls.mutate(call, lambda: self._code.pop((function_name, version), None))

    def provisioning(self, function_name: str) -> str | None:
        states = self._provisioning.get(function_name)
        if not states:
            return None
        return states.pop(0) if len(states) > 1 else states[0]

    def point_alias(self, alias: LiveAlias) -> LiveAlias:
        stranger = self._moves_before_write.pop(alias.function_name, None)
        if stranger is not None:
            self.declare_alias(alias.function_name, stranger)
        call = f"point_alias {alias.function_name} {alias.version}"
        return self._calls.mutate(call, lambda: self._point(alias))

    def _point(self, alias: LiveAlias) -> LiveAlias:
        with self._lock:
            if (alias.function_name, alias.version) not in self._code:
                raise aws_error("ResourceNotFoundException", "UpdateAlias")
            if self._aliases[alias.function_name].revision_id != alias.revision_id:
                raise AliasMovedError(alias.function_name)
            pointed = replace(alias, revision_id=self._next_revision())
            self._aliases[alias.function_name] = pointed
            return pointed

    def _next_revision(self) -> str:
        return f"revision-{next(self._revisions)}"
