"""A real git repository in a temporary folder."""

import os
import subprocess
from pathlib import Path

AUTHOR = {
    f"GIT_{who}_{what}": value
    for who in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "Test"), ("EMAIL", "test@clinical-trial.example"))
}


class GitRepository:
    """Created with one commit on `main`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        self.git("init", "--quiet", "--initial-branch=main")
        self.first = self.commit("First", {"README.md": "first"})

    def git(self, *arguments: str) -> str:
        """Run git here, without the user's settings."""
        done = subprocess.run(
            ["git", "-C", str(self.folder), *arguments],
            env=os.environ
            | AUTHOR
            | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip()

    def commit(self, subject: str, files: dict[str, str]) -> str:
        """Write files and commit them; gives the SHA."""
        for name, text in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", subject)
        return self.git("rev-parse", "HEAD")
