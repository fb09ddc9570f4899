"""`python -m automation.person prod ada-l`: the name in AWS of a person with a GitHub account."""

import click

from automation.core.person import person_behind
from automation.gateways.people import github_people
from automation.terminal import composition
from automation.terminal.boundary import operator_errors
from automation.terminal.options import environment_argument


@click.command()
@environment_argument
@click.argument("login")
def main(environment: str, login: str) -> None:
    """Print `person=<name>` for LOGIN, by the settings of ENVIRONMENT: a session's name."""
    with operator_errors():
        people = github_people(composition.repository(), environment)
        click.echo(f"person={person_behind(login, people)}")


if __name__ == "__main__":
    main()
