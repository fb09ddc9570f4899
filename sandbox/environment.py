"""Variables with which every tool finds the sandbox. Reads the run state, makes folders.

`pulumi`, `aws` and `python -m automation…` need nothing else: the endpoint, keys of one of the
users, Pulumi's backend and home, and a PATH with this virtual environment and the engine.
"""

import os
import sys
from pathlib import Path
from typing import Final

from sandbox import engine, identities
from sandbox.home import Home, default_home
from sandbox.identities import REGION, Identity
from sandbox.process import require_running
from sandbox.state import Running

PASSPHRASE: Final = "sandbox"  # noqa: S105 - encrypts what is thrown away with the sandbox
# These would lead away from the sandbox, to a real account or to nowhere.
FOREIGN: Final = ("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SESSION_TOKEN")


def environment(as_: Identity = "requester", home: Home | None = None) -> dict[str, str]:
    """Variables to add to a process's environment.

    Args:
        as_: whose access key signs the calls.
        home: the sandbox's home; the default one when None.

    Raises:
        NotRunningError: no server is running.
    """
    home = home or default_home()
    server = require_running(home)
    home.backend.mkdir(parents=True, exist_ok=True)
    home.pulumi_home.mkdir(parents=True, exist_ok=True)
    return {
        **_aws(server, home, as_),
        **_pulumi(home),
        **server.site_variables,
    }


def process_environment(as_: Identity = "requester", home: Home | None = None) -> dict[str, str]:
    """This process's environment with the sandbox's, without what leads to a real account.

    Raises:
        NotRunningError: no server is running.
    """
    kept = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    return kept | environment(as_, home)


def _aws(server: Running, home: Home, as_: Identity) -> dict[str, str]:
    key = identities.read(home)[as_]
    return {
        "AWS_ENDPOINT_URL": server.endpoint,
        "AWS_ACCESS_KEY_ID": key.access_key_id,
        "AWS_SECRET_ACCESS_KEY": key.secret_access_key,
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
    }


def _pulumi(home: Home) -> dict[str, str]:
    return {
        **_programs(home),
        "PULUMI_BACKEND_URL": home.backend.as_uri(),
        "PULUMI_CONFIG_PASSPHRASE": PASSPHRASE,
        "PULUMI_HOME": str(home.pulumi_home),
        "PULUMI_SKIP_UPDATE_CHECK": "1",
    }


def _programs(home: Home) -> dict[str, str]:
    """PATH with this virtual environment first, then the engine as far as there is one."""
    found = engine.find()
    if found is not None:
        return found.environment(home.pulumi_home)
    former = os.environ.get("PATH", "").split(os.pathsep)
    return {"PATH": os.pathsep.join(dict.fromkeys([str(Path(sys.executable).parent), *former]))}
