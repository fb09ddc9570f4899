"""The `aws` program that the written scripts call. I/O: a virtual environment, made once."""

import hashlib
import subprocess
import sys
from pathlib import Path

from sandbox.home import REPOSITORY

_PINS = Path(__file__).parent / "requirements.txt"


def folder_of_aws() -> Path:
    """The folder that it is in; not the project's own, whose pins it would fight with."""
    venv = REPOSITORY / ".sandbox" / "bench-aws"
    pins = hashlib.sha256(_PINS.read_bytes()).hexdigest()
    made = venv / "pins"
    if not made.exists() or made.read_text() != pins:
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(venv)], check=True)
        install = ["--quiet", "--disable-pip-version-check", "--require-hashes", "-r", str(_PINS)]
        subprocess.run([venv / "bin" / "python", "-m", "pip", "install", *install], check=True)
        made.write_text(pins)
    return venv / "bin"
