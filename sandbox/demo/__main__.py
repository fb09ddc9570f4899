"""`python -m sandbox.demo`: tell a story. Exit code 0 only if every claim was checked."""

import signal
import sys
from types import FrameType
from typing import Final

import click
from rich.console import Console

from sandbox import engine
from sandbox.demo import automatic
from sandbox.demo.automatic import AutomaticStory
from sandbox.demo.emergency import EmergencyStory
from sandbox.demo.errors import DemoError
from sandbox.demo.screen import Screen
from sandbox.demo.stage import MINUTE_SECONDS, stage
from sandbox.demo.story import Story
from sandbox.errors import SandboxError

INTERRUPTED: Final = 130
# What is told, and how long a minute of alarms lasts in it.
STORIES: Final[dict[str, tuple[type[Story | AutomaticStory | EmergencyStory], float]]] = {
    "by-hand": (Story, MINUTE_SECONDS),
    "automatic": (AutomaticStory, automatic.MINUTE),
    "emergency": (EmergencyStory, MINUTE_SECONDS),
}


@click.command()
@click.option(
    "--story",
    type=click.Choice(tuple(STORIES)),
    default="by-hand",
    show_default=True,
    help="Two people take it back, or an alarm does, or an incident closes it.",
)
@click.option(
    "--keep", is_flag=True, help="At the end leave everything running and wait for Enter."
)
def main(story: str, keep: bool) -> None:
    """Tell a story of a platform, on a sandbox of its own that goes at the end."""
    signal.signal(signal.SIGTERM, _interrupt)
    console = Console(width=None if sys.stdout.isatty() else 100)
    try:
        _tell(console, story, keep)
    except KeyboardInterrupt:
        console.print("\nInterrupted; the demo's sandbox is gone.")
        sys.exit(INTERRUPTED)
    except (DemoError, SandboxError, engine.EngineError) as error:
        console.print(f"✗ {error}", style="bold red", markup=False, highlight=False)
        sys.exit(1)


def _tell(console: Console, story: str, keep: bool) -> None:
    engine.provision(Console(stderr=True))
    tell, minute = STORIES[story]
    is_automatic = tell is AutomaticStory
    with stage(colors=console.is_terminal, minute=minute, is_automatic=is_automatic) as made:
        tell(made, Screen(console)).tell()
        if keep:
            console.print(
                f"\nprod: {made.server.site('prod')}   dev: {made.server.site('dev')}\n"
                f"A shell there: cd {made.workshop.folder} && "
                f'eval "$(CLINICAL_TRIAL_SANDBOX_HOME={made.home.root} python -m sandbox env)"',
                soft_wrap=True,
            )
            click.pause("Enter ends the sandbox and removes the folder.")


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    """An end that is asked for politely cleans up as Ctrl-C does."""
    raise KeyboardInterrupt


if __name__ == "__main__":
    main(prog_name="python -m sandbox.demo")
