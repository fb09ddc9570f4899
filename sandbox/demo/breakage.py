"""Release B: a change that looks harmless and is not. I/O: files of the repository that is given.

What is wrong with it happens in real teams: the code counts on a setting that nobody gave the
function, and the page names its script in a way that the site's build does not know. Reviews miss
both, as each line is right by itself.
"""

from pathlib import Path
from typing import Final

from sandbox.demo.errors import DemoError

MESSAGE: Final = "Ask participants for their consent on the first page"
ADDED: Final = "frontend/assets/consent.js"
REMOVED: Final = "frontend/robots.txt"
# What the health answer says about it, and the file that the page asks for in vain.
MISSING_SETTING: Final = "CONSENT_FORM"
MISSING_SCRIPT: Final = "assets/consent.js?v=2"

_CONSENT: Final = """\
// Asks for consent before the overview is shown.

const text = "By going on you agree that your entries are used for the trial.";

const line = Object.assign(document.createElement("p"), { textContent: text });
document.querySelector("main").append(line);
"""
# File, what A has there, what B has there.
_FAULTS: Final = (
    (
        "services/api/handler.py",
        'variables=("SERVICES",)',
        f'variables=("SERVICES", "{MISSING_SETTING}")',
    ),
    ("frontend/index.html", 'src="assets/app.js"', f'src="{MISSING_SCRIPT}"'),
)
_HARMLESS: Final = (
    (
        "services/reports/__init__.py",
        "Reports over a trial's data",
        "Reports over a trial's data and consents",
    ),
    (
        "components/triggers.py",
        "FIREWALL_BLOCKS: Final = 500",
        "FIREWALL_BLOCKS: Final = 900",
    ),
    ("Pulumi.prod.yaml", "config:\n", 'config:\n  clinical-trial:throttleRate: "250"\n'),
)


def write_release_b(folder: Path) -> None:
    """Change code, page, files and infrastructure; the caller commits.

    The functions `api` and `reports` change, the others don't, so that versions differ; a file is
    added and one is removed; the API's throttle and an alarm's threshold are moved.

    Args:
        folder: the repository.

    Raises:
        DemoError: the repository does not look as this was written for.
    """
    for name, good, bad in _FAULTS:
        _replace(folder / name, good, bad)
    for name, old, new in _HARMLESS:
        _replace(folder / name, old, new)
    (folder / ADDED).write_text(_CONSENT)
    (folder / REMOVED).unlink()


def repair(folder: Path) -> None:
    """Take back what was wrong with B and leave the rest of it; the caller commits.

    Raises:
        DemoError: the repository does not hold release B.
    """
    for name, good, bad in _FAULTS:
        _replace(folder / name, bad, good)


def _replace(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    if text.count(old) != 1:
        raise DemoError(f"{file} holds {old!r} {text.count(old)} times; once was expected")
    file.write_text(text.replace(old, new))
