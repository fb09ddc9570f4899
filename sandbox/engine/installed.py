"""First way: a `pulumi` on PATH that is new enough, with its language host beside it.

I/O: runs `pulumi`; may download the AWS provider's plugin, or links the one that the user has.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from sandbox.engine.cache import user_cache
from sandbox.engine.commands import Commands, Subprocesses
from sandbox.engine.errors import CommandFailedError, WayClosedError
from sandbox.engine.plugin import install_plugin
from sandbox.engine.progress import Progress
from sandbox.engine.recipe import (
    ENGINE_VERSION,
    LANGUAGE_HOST,
    PLUGIN,
    PLUGIN_BINARY,
    PROVIDER_VERSION,
)


def installed(staged: Path, progress: Progress, commands: Commands | None = None) -> Path | None:
    """Folder of the `pulumi` on PATH; leaves the plugin in the staging folder.

    :raises WayClosedError: when there is none, it is too old or lacks something.
    """
    commands = commands or Subprocesses()
    pulumi = _on_path()
    if pulumi is None:
        raise WayClosedError("there is none")
    version = pulumi_version(commands, pulumi)
    if version is None:
        raise WayClosedError(f"{pulumi} does not tell its version")
    if as_numbers(version) < as_numbers(ENGINE_VERSION):
        raise WayClosedError(f"{pulumi} is version {version}, needed is {ENGINE_VERSION} or newer")
    if not (pulumi.parent / LANGUAGE_HOST).exists():
        raise WayClosedError(f"{pulumi} has no {LANGUAGE_HOST} beside it")
    if not _link_users_plugin(staged):
        try:
            install_plugin(commands, pulumi, staged, progress)
        except CommandFailedError as error:
            raise WayClosedError(
                f"{pulumi} has no aws plugin {PROVIDER_VERSION}, and it could not be downloaded"
            ) from error
    return pulumi.parent


def pulumi_version(commands: Commands, pulumi: Path) -> str | None:
    """Version of a `pulumi`, None if it does not run."""
    environment = {**os.environ, "PULUMI_SKIP_UPDATE_CHECK": "1"}
    try:
        return commands.run([str(pulumi), "version"], environment=environment).strip().lstrip("v")
    except CommandFailedError:
        return None


def as_numbers(version: str) -> tuple[int, ...]:
    """`3.259.0-alpha.1` as (3, 259, 0)."""
    return tuple(int(part) for part in version.partition("-")[0].split(".") if part.isdigit())


def _on_path() -> Path | None:
    """First `pulumi` on PATH that is not one of this cache: a sandbox's shell has that first."""
    for folder in _folders_on_path():
        found = shutil.which("pulumi", path=str(folder))
        if found is not None and not folder.is_relative_to(user_cache()):
            # Kept as it is: package managers put links on PATH whose targets change with releases.
            return Path(found)
    return None


def _folders_on_path() -> Iterator[Path]:
    for entry in os.environ.get("PATH", "").split(os.pathsep):
        if entry:
            yield Path(entry).absolute()


def _link_users_plugin(staged: Path) -> bool:
    home = Path(os.environ.get("PULUMI_HOME") or Path.home() / ".pulumi")
    plugin = home / "plugins" / PLUGIN
    if not (plugin / PLUGIN_BINARY).exists():
        return False
    (staged / "plugins").mkdir()
    (staged / "plugins" / PLUGIN).symlink_to(plugin.resolve())
    return True
