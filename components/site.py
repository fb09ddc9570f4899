"""The site's files as a release holds them: names, contents, types and cache rules.

I/O: reads the folder of the site.
"""

import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path("frontend")
INDEX: Final = "index.html"
ASSETS: Final = "assets"

FOREVER: Final = "public, max-age=31536000, immutable"
NEVER: Final = "no-cache"
SHORTLY: Final = "public, max-age=300"

# Only Python's own table: the machine's would give one release different types on two machines.
_TYPES: Final = mimetypes.MimeTypes(filenames=())
_TYPES.add_type("text/javascript", ".js")
_TYPES.add_type("image/svg+xml", ".svg")
_TYPES.add_type("application/manifest+json", ".webmanifest")


@dataclass(frozen=True)
class SiteFile:
    """One file of the site; `source` is None where its contents were written by `read_site`."""

    key: str
    body: bytes
    source: Path | None

    @property
    def content_type(self) -> str:
        """Media type by the name's ending, with the character set where it is text."""
        guessed, _ = _TYPES.guess_type(self.key)
        kind = guessed or "application/octet-stream"
        return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind

    @property
    def cache_control(self) -> str:
        """For ever where the name changes with the contents, never for the page that names them."""
        if self.key.startswith(f"{ASSETS}/"):
            return FOREVER
        return NEVER if self.key == INDEX else SHORTLY


def read_site(root: Path = ROOT) -> tuple[SiteFile, ...]:
    """All files of the site, sorted by key, `index.html` among them.

    An asset is served under a name with the digest of its contents, and `index.html` refers to
    it by that name: a release's page and its assets belong together, whatever a cache holds.

    Raises:
        FileNotFoundError: there is no `index.html`.
    """
    paths = sorted(path for path in root.rglob("*") if path.is_file() and path.name != INDEX)
    files = [_read(path, root) for path in paths]
    page = (root / INDEX).read_text()
    for path, file in zip(paths, files, strict=True):
        page = page.replace(f'"{path.relative_to(root).as_posix()}"', f'"/{file.key}"')
    index = SiteFile(INDEX, page.encode(), source=None)
    return tuple(sorted([*files, index], key=lambda file: file.key))


def _read(path: Path, root: Path) -> SiteFile:
    body = path.read_bytes()
    name = path.relative_to(root)
    if name.parts[0] == ASSETS:
        digest = hashlib.sha256(body).hexdigest()[:8]
        name = name.with_name(f"{name.stem}.{digest}{name.suffix}")
    return SiteFile(name.as_posix(), body, path)
