"""Second way: the official download, by the Python SDK's own installer.

I/O: downloads `pulumi` and the AWS provider's plugin into the staging folder.
"""

import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sandbox.engine.commands import Commands, Subprocesses
from sandbox.engine.errors import CommandFailedError, WayClosedError
from sandbox.engine.plugin import install_plugin
from sandbox.engine.progress import Progress
from sandbox.engine.recipe import ENGINE_VERSION, PROVIDER_VERSION

_SECONDS_UNTIL_CLOSED = 5.0


def download(
    staged: Path,
    progress: Progress,
    commands: Commands | None = None,
    install: Callable[[Path], None] | None = None,
) -> None:
    """Fills the staging folder with the official `bin` and `plugins`.

    :param install: installs `pulumi` below a folder; the SDK's installer by default.
    :raises WayClosedError: when downloads are closed here; a network that does not answer counts
        as closed after a few seconds.
    """
    try:
        with progress.step(f"Official download of pulumi {ENGINE_VERSION}"), _impatient():
            (install or _install)(staged)
    except subprocess.CalledProcessError as error:
        raise WayClosedError("the installer could not download pulumi") from error
    except OSError as error:  # URLError, time-outs and refused connections are all kinds of it
        raise WayClosedError(f"not to be had from here ({error})") from error
    try:
        install_plugin(commands or Subprocesses(), staged / "bin" / "pulumi", staged, progress)
    except CommandFailedError as error:
        raise WayClosedError(
            f"the aws plugin {PROVIDER_VERSION} could not be downloaded"
        ) from error


def _install(root: Path) -> None:
    # Imported here: it takes most of a second, and a cached engine does not need it.
    from pulumi.automation import PulumiCommand  # noqa: PLC0415
    from semver import VersionInfo  # noqa: PLC0415

    PulumiCommand.install(root=str(root), version=VersionInfo.parse(ENGINE_VERSION))


@contextmanager
def _impatient() -> Iterator[None]:
    """The SDK's installer fetches its script without a time limit of its own."""
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(_SECONDS_UNTIL_CLOSED)
    try:
        yield
    finally:
        socket.setdefaulttimeout(before)
