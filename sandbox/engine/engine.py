"""The engine that was provisioned, and the environment that makes programs use it.

I/O: `environment` creates the Pulumi home's folder and a link in it.
"""

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Source = Literal["path", "download", "build"]


@dataclass(frozen=True)
class Engine:
    """Where `pulumi`, its language host and the AWS provider's plugin are.

    :param bin: folder with `pulumi` and `pulumi-language-python`.
    :param plugins: folder in the layout of `$PULUMI_HOME/plugins`.
    :param source: the way it was had.
    """

    bin: Path
    plugins: Path
    source: Source

    def environment(self, pulumi_home: Path) -> dict[str, str]:
        """Environment for this engine, to be laid over `os.environ`.

        PATH begins with this Python's own folder: the language host runs the first `python` there.

        :param pulumi_home: folder that becomes PULUMI_HOME; its `plugins` becomes a link.
        """
        self._link_plugins(pulumi_home)
        first = [str(Path(sys.prefix) / "bin"), str(self.bin)]
        rest = [entry for entry in os.environ.get("PATH", "").split(os.pathsep) if entry]
        return {
            "PATH": os.pathsep.join(dict.fromkeys([*first, *rest])),
            "PULUMI_HOME": str(pulumi_home),
            "PULUMI_SKIP_UPDATE_CHECK": "1",
        }

    def _link_plugins(self, pulumi_home: Path) -> None:
        pulumi_home.mkdir(parents=True, exist_ok=True)
        link = pulumi_home / "plugins"
        if link.is_symlink() and link.readlink() == self.plugins:
            return
        if link.exists() and not link.is_symlink():
            raise FileExistsError(f"{link} is in the way: it should be a link to {self.plugins}")
        # Replaced in one step: another process may be about to use the old one.
        fresh = pulumi_home / f".plugins-{os.getpid()}"
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(self.plugins)
        fresh.replace(link)
