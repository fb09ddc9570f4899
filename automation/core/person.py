"""The person behind a caller identity. Pure."""

import re
from collections.abc import Mapping
from typing import Final

from automation.core.errors import RefusedError

# Source: AWS STS API reference, AssumeRoleWithWebIdentity, RoleSessionName.
_SESSION: Final = re.compile(r"[\w+=,.@-]{2,64}", re.ASCII)


def person_of(arn: str) -> str:
    """The person behind a caller ARN: the user, or the session name of an assumed role.

    Two roles assumed by one person are one person.
    Source: IAM user guide, "IAM identifiers", ARN formats of users and assumed-role sessions.
    """
    return arn.rsplit("/", 1)[-1].casefold() if "/" in arn else arn


def person_behind(login: str, people: Mapping[str, str]) -> str:
    """The name in AWS of the person who has a GitHub account.

    Without it one person could ask under one name and approve under another.

    Args:
        login: as GitHub tells it; its case does not matter.
        people: login -> the last part of the person's ARN in AWS.

    Raises:
        RefusedError: nobody said who that is, or the name can't be a session's.
    """
    known = {name.casefold(): person for name, person in people.items()}
    person = known.get(login.casefold())
    if person is None or _SESSION.fullmatch(person) is None:
        raise RefusedError(
            f"Who is {login!r} in AWS? githubPeople does not say, so nobody could tell whether "
            "the same person asks and approves. Nothing was changed.",
            "name the person in githubPeople of Pulumi.<env>.yaml, reviewed and merged",
        )
    return person
