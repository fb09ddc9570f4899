"""Each command line in the documents is one that the commands understand."""

import re
import shlex
import tomllib
from collections.abc import Iterator
from typing import Final

import click
import pytest

from automation import (
    approve,
    audit,
    emergency,
    hold,
    notify,
    person,
    releases,
    rollback,
    rollbackability,
    state,
    verify,
    watch,
)
from sandbox import __main__ as sandbox_command
from sandbox.demo import __main__ as demo_command
from sandbox.home import REPOSITORY
from tests.unit.docs.pages import PAGES

_COMMANDS: Final[dict[str, click.Command]] = {
    "automation.approve": approve.main,
    "automation.audit": audit.main,
    "automation.emergency": emergency.main,
    "automation.hold": hold.main,
    "automation.notify": notify.main,
    "automation.person": person.main,
    "automation.releases": releases.main,
    "automation.rollback": rollback.main,
    "automation.rollbackability": rollbackability.main,
    "automation.state": state.main,
    "automation.verify": verify.main,
    "automation.watch": watch.main,
    "sandbox": sandbox_command.main,
    "sandbox.demo": demo_command.main,
}
_SCRIPTS: Final = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]["scripts"]
_WITHOUT_OPTIONS: Final = frozenset({"sandbox.engine"})
_QUOTED: Final = re.compile(r"python -m ((?:automation|sandbox)[.\w]*)([^\n()#]*)")
_PLACEHOLDERS: Final = {"<env>": "prod"}
_OF_OTHERS: Final = frozenset({"--expect-no-changes", "--help", "--plan"})


def test_each_command_has_a_console_script() -> None:
    modules = {file.stem for file in (REPOSITORY / "automation").glob("*.py")} - {"__init__"}

    assert {
        f"clinical-trial-{module}": f"automation.{module}:main" for module in modules
    } == _SCRIPTS
    assert {f"automation.{module}" for module in modules} <= _COMMANDS.keys()


def quoted() -> Iterator[tuple[str, str, str]]:
    """Page, module and arguments of each command line."""
    for page in PAGES:
        for line in page.code_lines():
            for module, arguments in _QUOTED.findall(line):
                yield page.name, module.rstrip("."), arguments.strip()


def understand(command: click.Command, arguments: list[str]) -> None:
    """Parse as the shell's line would be parsed, without running it.

    Raises:
        click.UsageError: the command does not know what is asked of it.
    """
    context = click.Context(command, info_name=command.name)
    if isinstance(command, click.Group):
        command.parse_args(context, list(arguments))
        _, chosen, rest = command.resolve_command(
            context, [*context._protected_args, *context.args]
        )
        assert chosen is not None
        understand(chosen, rest)
        return
    command.parse_args(context, list(arguments))


@pytest.mark.parametrize(("where", "module", "arguments"), sorted(set(quoted())))
def test_a_quoted_command_line_is_understood(where: str, module: str, arguments: str) -> None:
    if module in _WITHOUT_OPTIONS:
        assert not arguments
        return
    assert module in _COMMANDS, where
    words = [_PLACEHOLDERS.get(word, word) for word in shlex.split(arguments)]
    if words and words != ["--help"]:
        understand(_COMMANDS[module], words)


def test_an_option_that_stands_alone_is_one_of_a_command() -> None:
    known = {option for command in _COMMANDS.values() for option in options_of(command)}
    alone = {
        span.split()[0] for page in PAGES for span in page.spans() if re.match(r"--[a-z]", span)
    }

    assert alone <= known | _OF_OTHERS


def test_each_make_target_that_is_named_exists() -> None:
    named = {
        target
        for page in PAGES
        for line in page.code_lines()
        for target in re.findall(r"^make ([a-z-]+)", line)
    }
    there = set(re.findall(r"^([a-z-]+):", (REPOSITORY / "Makefile").read_text(), re.MULTILINE))

    assert named <= there


def options_of(command: click.Command) -> Iterator[str]:
    """Names of all options, those of subcommands included."""
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            yield from parameter.opts
    if isinstance(command, click.Group):
        for each in command.commands.values():
            yield from options_of(each)
