"""The record of a running server: who it is and where it listens. Reads and writes one file."""

import json
import os
import subprocess
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from sandbox.home import Home
from sandbox.ports import HOST, Ports

# Read by automation/gateways/site.py.
SITE_VARIABLE: Final = "CLINICAL_TRIAL_SITE_URL_"


@dataclass(frozen=True)
class Running:
    """A server that `up` started."""

    pid: int
    born: str
    since: str
    aws_port: int
    gateway_ports: dict[str, int]

    @property
    def endpoint(self) -> str:
        """URL of the AWS endpoint."""
        return f"http://{HOST}:{self.aws_port}"

    def site(self, environment: str) -> str:
        """URL at which users see an environment."""
        return f"http://{HOST}:{self.gateway_ports[environment]}"

    @property
    def site_variables(self) -> dict[str, str]:
        """Where the tool finds the sites, whose public names nobody resolves here."""
        return {f"{SITE_VARIABLE}{name.upper()}": self.site(name) for name in self.gateway_ports}

    @property
    def alive(self) -> bool:
        """Whether that very process still lives: a pid alone may be another's by now."""
        return birth_of(self.pid) == self.born


def birth_of(pid: int) -> str | None:
    """When a process began, in the system's own words, or None when it does not live.

    A zombie (ended, not yet collected by its parent) does not live.
    """
    stat = Path(f"/proc/{pid}/stat")
    if not Path("/proc/self/stat").exists():
        return _birth_by_ps(pid)
    try:
        fields = stat.read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return None if fields[0] == "Z" else fields[19]


def _birth_by_ps(pid: int) -> str | None:
    """The same where there is no /proc (macOS)."""
    answer = subprocess.run(
        ["ps", "-o", "state=,lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
    ).stdout.strip()
    return answer.partition(" ")[2].strip() if answer and not answer.startswith("Z") else None


def this_process(ports: Ports) -> Running:
    """The record of the calling process."""
    return Running(
        pid=os.getpid(),
        born=birth_of(os.getpid()) or "",
        since=datetime.now(UTC).isoformat(timespec="seconds"),
        aws_port=ports.aws,
        gateway_ports=ports.gateways,
    )


def write(home: Home, running: Running) -> None:
    """Record a server that is ready; readers never see half of it."""
    partial = home.state.with_suffix(".partial")
    partial.write_text(json.dumps(asdict(running), indent=2) + "\n")
    partial.replace(home.state)


def read(home: Home) -> Running | None:
    """The recorded server, alive or not; None when there is no readable record."""
    try:
        return Running(**json.loads(home.state.read_text()))
    except (FileNotFoundError, ValueError, TypeError):
        return None
