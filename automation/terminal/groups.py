"""A command group with a command that needs no name. No I/O."""

from typing import Any

import click


class CommandGroup(click.Group):
    """`rollback prod --to X` is `rollback to prod --to X`: what is typed at night stays short."""

    def __init__(self, *args: Any, default: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.default = default

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the default command's name where none is given."""
        if args and args[0] not in self.commands and args[0] not in ctx.help_option_names:
            args = [self.default, *args]
        return super().parse_args(ctx, args)
