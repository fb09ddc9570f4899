"""A deployment that writes what the program writes, in its order. I/O: AWS, by the variables.

It locks the stack, where there is a file backend, as the engine does. It asks for the hold first,
as the program does, then moves aliases without asking for their revision, as the provider does,
writes the files with the page last, and leaves its record.
"""

import json
import os
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from uuid import uuid4

from automation.core import names
from automation.core.milestones import EMPTY_CACHE
from automation.core.release import Release, to_json
from automation.gateways.aws import client
from automation.gateways.backend import URL_VARIABLE
from automation.gateways.ledger import LedgerGateway
from tests.functional.automation.miniature.platform import SERVED

PROJECT: Final = "clinical-trial"
LOCKS: Final = f".pulumi/locks/organization/{PROJECT}"
_LOOK_SECONDS: Final = 0.02


@dataclass(frozen=True)
class Deployed:
    """What a deployment brings.

    Attributes:
        versions: function -> published version.
        files: key -> contents, the page last.
        release: its record, but for the version ids of its files.
        goes_on_after_the_hold: it passed its guard, and writes when a rollback has moved the
            traffic.
    """

    versions: Mapping[str, str]
    files: Mapping[str, str]
    release: Release
    goes_on_after_the_hold: bool = False


class Deployer:
    """Deploys to one environment; its clients are made at once and have no connection yet."""

    def __init__(self, environment: str) -> None:
        self.environment = environment
        self._ledger = LedgerGateway(environment)
        self._lambda, self._s3 = client("lambda"), client("s3")

    def deploy(self, wanted: Deployed) -> str:
        """Deploy; gives `deployed`, or `held` where the hold refused it."""
        with self._locked():
            if self._ledger.read_hold() is not None:
                return "held"
            if wanted.goes_on_after_the_hold:
                self._wait_for_a_rollback()
            self._write(wanted)
        return "deployed"

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """The engine's lock, as it writes it into a file backend."""
        url = os.environ.get(URL_VARIABLE)
        if url is None:
            yield
            return
        folder = Path(url.removeprefix("file://")) / LOCKS / self.environment
        folder.mkdir(parents=True, exist_ok=True)
        lock = folder / f"{uuid4()}.json"
        owner = {
            "pid": os.getpid(),
            "username": "dana",
            "hostname": socket.gethostname(),
            "timestamp": datetime.now(UTC).isoformat().replace("+00:00", "Z"),
        }
        lock.write_text(json.dumps(owner))
        yield
        lock.unlink()

    def _wait_for_a_rollback(self) -> None:
        while (hold := self._ledger.read_hold()) is None or not self._has_moved(hold.run_id):
            time.sleep(_LOOK_SECONDS)

    def _has_moved(self, run_id: str) -> bool:
        journal = self._ledger.journal(run_id)
        return any((entry.step, entry.state) == (EMPTY_CACHE, "done") for entry in journal)

    def _write(self, wanted: Deployed) -> None:
        for name, version in wanted.versions.items():
            self._lambda.update_alias(
                FunctionName=name,
                Name=names.ALIAS,
                FunctionVersion=version,
                RoutingConfig={"AdditionalVersionWeights": {}},
            )
        for key, text in wanted.files.items():
            bucket = names.frontend_bucket(self.environment)
            self._s3.put_object(Bucket=bucket, Key=key, Body=text.encode(), **SERVED)
        self._s3.put_object(
            Bucket=names.releases_bucket(self.environment),
            Key=names.release_key(wanted.release.commit),
            Body=to_json(wanted.release).encode(),
        )
