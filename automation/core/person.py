"""The person behind a caller identity. Pure."""


def person_of(arn: str) -> str:
    """The person behind a caller ARN: the user, or the session name of an assumed role.

    Two roles assumed by one person are one person.
    Source: IAM user guide, "IAM identifiers", ARN formats of users and assumed-role sessions.
    """
    return arn.rsplit("/", 1)[-1].casefold() if "/" in arn else arn
