"""The user's cache of finished engines.

I/O: folders below the user's cache folder. A finished engine is a folder that was renamed into its
place as the last act; whatever has another name is unfinished. One process works at a time.
"""

import contextlib
import fcntl
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from sandbox.engine.engine import Engine, Source
from sandbox.engine.errors import EngineError
from sandbox.engine.recipe import digest

_RECORD = "engine.json"


def user_cache() -> Path:
    """Folder of all engines of this user.

    Source: XDG Base Directory Specification, `XDG_CACHE_HOME` (relative paths are to be ignored).
    """
    configured = Path(os.environ.get("XDG_CACHE_HOME", ""))
    base = configured if configured.is_absolute() else Path.home() / ".cache"
    return base / "clinical-trial" / "engine"


@dataclass(frozen=True)
class Cache:
    """Finished engines, one for each digest of inputs."""

    root: Path
    key: str

    @classmethod
    def of_user(cls) -> "Cache":
        """This user's cache, at the engine that today's inputs make."""
        return cls(user_cache(), digest())

    @property
    def folder(self) -> Path:
        """Where the finished engine is."""
        return self.root / self.key

    def find(self) -> Engine | None:
        """The finished engine, None if there is none or the `pulumi` it names has gone."""
        try:
            record = json.loads((self.folder / _RECORD).read_text("utf-8"))
        except FileNotFoundError:
            return None
        bin_folder = Path(record["bin"]) if record["bin"] else self.folder / "bin"
        if not (bin_folder / "pulumi").exists():
            return None
        return Engine(bin_folder, self.folder / "plugins", cast(Source, record["source"]))

    @contextlib.contextmanager
    def locked(self, on_wait: Callable[[], None]) -> Iterator[None]:
        """Holds the lock of this engine; the kernel frees it however the process ends.

        :param on_wait: called once if another process holds it.
        """
        with self._lock_file().open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                on_wait()
                fcntl.flock(lock, fcntl.LOCK_EX)
            self._sweep()
            yield

    @contextlib.contextmanager
    def staging(self) -> Iterator[Path]:
        """A folder beside the finished one, gone afterwards unless it was published."""
        folder = Path(tempfile.mkdtemp(prefix=f"{self.key}.unfinished-", dir=self.root))
        try:
            yield folder
        finally:
            _remove(folder)

    def publish(self, staged: Path, source: Source, outside: Path | None = None) -> Engine:
        """Makes the staged folder the finished engine.

        :param outside: folder of `pulumi` if it is not the staged folder's `bin`.
        """
        record = {"bin": None if outside is None else str(outside), "source": source}
        (staged / _RECORD).write_text(json.dumps(record) + "\n", "utf-8")
        if self.folder.exists():
            _remove(self.folder)  # its record names a pulumi that has gone
        staged.rename(self.folder)
        finished = self.find()
        if finished is None:
            raise EngineError(f"{self.folder} holds no pulumi after it was made")
        return finished

    def _lock_file(self) -> Path:
        self.root.mkdir(parents=True, exist_ok=True)
        return self.root / f"{self.key}.lock"

    def _sweep(self) -> None:
        """Removes what interrupted processes left; under the lock nobody else works on it."""
        for folder in self.root.glob(f"{self.key}.unfinished-*"):
            _remove(folder)


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
