"""Downloads the AWS provider's plugin by means of `pulumi` itself. I/O: runs `pulumi`."""

import os
from pathlib import Path

from sandbox.engine.commands import Commands
from sandbox.engine.progress import Progress
from sandbox.engine.recipe import PROVIDER_VERSION


def install_plugin(commands: Commands, pulumi: Path, home: Path, progress: Progress) -> None:
    """Leaves the plugin in `home/plugins`.

    :raises CommandFailedError: when it cannot be downloaded.
    """
    environment = {**os.environ, "PULUMI_HOME": str(home), "PULUMI_SKIP_UPDATE_CHECK": "1"}
    with progress.step(f"AWS provider {PROVIDER_VERSION}"):
        commands.run(
            [str(pulumi), "plugin", "install", "resource", "aws", PROVIDER_VERSION],
            environment=environment,
        )
