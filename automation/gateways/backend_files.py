"""The engine's file backend (`file://…`) as a store. I/O: files."""

from pathlib import Path


class FileStore:
    """Files below a folder."""

    def __init__(self, url: str) -> None:
        """Args:
        url: `file:///folder`, `file://~`, or relative to the working directory.
        """
        path = url.removeprefix("file://").split("?", 1)[0]
        self._root = Path(path or ".").expanduser().absolute()

    def keys(self, prefix: str) -> tuple[str, ...]:
        """Keys of the files in a folder."""
        folder = self._root / prefix
        if not folder.is_dir():
            return ()
        return tuple(f"{prefix}{path.name}" for path in folder.iterdir() if path.is_file())

    def read(self, key: str) -> bytes | None:
        """Contents; None where there is no such file any more."""
        try:
            return (self._root / key).read_bytes()
        except FileNotFoundError:
            return None

    def remove(self, key: str) -> None:
        """Remove a file, and the attributes that the engine's library keeps beside it."""
        for name in (key, f"{key}.attrs"):
            (self._root / name).unlink(missing_ok=True)
