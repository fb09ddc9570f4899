"""Where the sandbox keeps its run state. Reads the environment; writes nothing.

`.sandbox/` of the repository, or $CLINICAL_TRIAL_SANDBOX_HOME.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

VARIABLE: Final = "CLINICAL_TRIAL_SANDBOX_HOME"
REPOSITORY: Final = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Home:
    """The folder of one sandbox; two sandboxes with two homes do not meet."""

    root: Path

    @property
    def state(self) -> Path:
        """Pid, start time and ports of the running server (JSON)."""
        return self.root / "server.json"

    @property
    def start_lock(self) -> Path:
        """Held while a server is being started, so that two `up` do not race."""
        return self.root / "start.lock"

    @property
    def credentials(self) -> Path:
        """Access keys of the IAM users (JSON, mode 0600)."""
        return self.root / "credentials.json"

    @property
    def log(self) -> Path:
        """What the server printed, and the access log of the gateways."""
        return self.root / "sandbox.log"

    @property
    def backend(self) -> Path:
        """Pulumi's state backend, `file://…`."""
        return self.root / "backend"

    @property
    def pulumi_home(self) -> Path:
        """PULUMI_HOME of its own: no plugin, login or credential of the user's is touched."""
        return self.root / "pulumi-home"

    @property
    def code(self) -> Path:
        """Unpacked function code, a folder for each CodeSha256."""
        return self.root / "code"


def default_home() -> Home:
    """The home that the environment names, else the repository's."""
    return Home(Path(os.environ.get(VARIABLE) or REPOSITORY / ".sandbox").absolute())
