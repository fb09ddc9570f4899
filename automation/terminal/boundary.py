"""The one place where an error becomes a message and an exit code. I/O: standard error.

No stack trace reaches an operator. With `CLINICAL_TRIAL_TRACE=1` one does, for developers.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
from rich.markup import escape

from automation.core.errors import ExitCode, OperatorError, exit_code
from automation.gateways.aws import as_operator_error
from automation.terminal.console import errors


@contextmanager
def operator_errors() -> Iterator[None]:
    """Run a command; on failure say what happened and what to type next, and exit by its code."""
    try:
        yield
    except (click.ClickException, click.exceptions.Exit):
        raise
    except (KeyboardInterrupt, click.Abort):
        errors.print("[bold]Interrupted.[/bold] Nothing further is changed.")
        sys.exit(ExitCode.INTERRUPTED)
    except OperatorError as error:
        sys.exit(_tell(error))
    except Exception as error:  # noqa: BLE001 - this is the boundary
        sys.exit(_tell(_foreseen(error)))


def _foreseen(error: Exception) -> OperatorError:
    if os.environ.get("CLINICAL_TRIAL_TRACE") == "1":
        raise error
    known = as_operator_error(error)
    return known or OperatorError(
        f"Something that nobody foresaw: {type(error).__name__}: {error}",
        "CLINICAL_TRIAL_TRACE=1 and the same command shows where, for a bug report",
    )


def _tell(error: OperatorError) -> ExitCode:
    errors.print(f"[bold red]✗[/bold red] {escape(error.message)}", highlight=False)
    if error.next_command:
        errors.print(f"  next: [bold]{escape(error.next_command)}[/bold]", highlight=False)
    return exit_code(error)
