"""The command that gives an order again, with all its options. Pure."""

import shlex
from dataclasses import replace
from typing import Final

from automation.core.order import Order
from automation.core.plan import COMPONENTS
from automation.core.policy import DEFAULT_SCENARIO
from automation.core.run_kinds import STATE_RESTORE

_COMMAND: Final = ("python", "-m", "automation.rollback")
_SHORT: Final = 12


def command_of(order: Order, *more: str) -> str:
    """What to type for exactly this order, quoted for a shell.

    The order of a restored state does not tell which one it was; its command is cut short.

    Args:
        order: what was ordered, by whichever command.
        *more: further options, such as `--wait`, `15m`.
    """
    if order.decision.scenario == STATE_RESTORE:
        return f"python -m automation.state {order.environment} restore --to …"
    return shlex.join(
        [
            *(*_COMMAND, order.environment, "--to", order.commit[:_SHORT]),
            *_row(order),
            *("--reason", order.reason),
            *_parts(order),
            *_each("--function", order.only_functions),
            *([] if order.settings == "release" else ("--settings", order.settings)),
            *_each("--allow-data-loss", order.data_loss),
            *more,
        ]
    )


def traffic_command_of(order: Order) -> str:
    """What to type for the same without the infrastructure, and so without what it removes."""
    traffic = tuple(name for name in order.components if name != "infrastructure")
    return command_of(replace(order, components=traffic or COMPONENTS[:2], data_loss=()))


def _row(order: Order) -> list[str]:
    scenario = order.decision.scenario
    row = [] if scenario == DEFAULT_SCENARIO else ["--scenario", scenario]
    return row + (["--incident", order.incident] if order.incident else [])


def _parts(order: Order) -> list[str]:
    """Nothing where all are meant; an emergency leaves the infrastructure out by itself."""
    if order.components == COMPONENTS[:2] and not order.only_functions:
        return ["--traffic-only"]
    if (
        order.components == COMPONENTS
        and not order.decision.acts_first
        and not order.only_functions
    ):
        return []
    return _each("--component", order.components)


def _each(option: str, values: tuple[str, ...]) -> list[str]:
    return [word for value in values for word in (option, value)]
