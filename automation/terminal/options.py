"""Arguments and options that several commands share. No I/O."""

import re
from datetime import timedelta
from typing import Any, Final

import click

from automation.core.names import ENVIRONMENTS
from automation.core.plan import COMPONENTS

_SECONDS: Final = {"s": 1, "m": 60, "h": 3600}


class EnvironmentType(click.ParamType[str]):
    """An environment's name; the error names those that there are."""

    name = "environment"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Accept one of the three."""
        if value not in ENVIRONMENTS:
            self.fail(
                f"there is no environment {value!r}; there are {', '.join(ENVIRONMENTS)}. "
                "Nothing was changed.",
                param,
                ctx,
            )
        return str(value)


class DurationType(click.ParamType[timedelta]):
    """A length of time: `90s`, `15m`, `1h`."""

    name = "duration"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> timedelta:
        """Accept a whole number with a unit."""
        found = re.fullmatch(r"(\d{1,4})([smh])", str(value))
        if found is None:
            self.fail(f"{value!r} is not a length of time like 90s, 15m or 1h", param, ctx)
        return timedelta(seconds=int(found[1]) * _SECONDS[found[2]])


environment_argument = click.argument("environment", type=EnvironmentType())
json_option = click.option("--json", "as_json", is_flag=True, help="As a versioned JSON document.")
reason_option = click.option("--reason", help="Why; goes into the journal and the hold.")
component_option = click.option(
    "--component",
    "components",
    type=click.Choice(COMPONENTS),
    multiple=True,
    help="Only this part; may be repeated. Default: all.",
)
