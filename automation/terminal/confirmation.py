"""Asking for the environment's name before anything is changed. I/O: the terminal."""

import sys

import click

from automation.core.errors import ExitCode
from automation.terminal.console import errors


def confirm_by_name(environment: str, nothing: str = "Nothing was changed.") -> None:
    """Go on only when the environment's name is typed; ends the command with REFUSED if not.

    Args:
        environment: the name.
        nothing: what is true when it is not typed.
    """
    typed = click.prompt(f"Type {environment} to go on", default="", show_default=False, err=True)
    if typed != environment:
        errors.print(f"Not confirmed. {nothing}")
        sys.exit(ExitCode.REFUSED)


def confirm_for_good(environment: str, yes: bool, nothing: str = "Nothing was changed.") -> None:
    """The same for what can't be taken back: prod's name is typed whatever else is said."""
    if not yes or environment == "prod":
        confirm_by_name(environment, nothing)
