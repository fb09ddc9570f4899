"""Arguments and options that several commands share. No I/O."""

from typing import Any

import click

from automation.core.names import ENVIRONMENTS
from automation.core.plan import COMPONENTS


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


environment_argument = click.argument("environment", type=EnvironmentType())
reason_option = click.option("--reason", help="Why; goes into the journal and the hold.")
component_option = click.option(
    "--component",
    "components",
    type=click.Choice(COMPONENTS),
    multiple=True,
    help="Only this part; may be repeated. Default: all.",
)
