"""The variables with which every client finds a sandbox. I/O: the test's environment."""

import pytest

from sandbox.identities import REGION


def variables_of(endpoint: str) -> dict[str, str]:
    """What a shell at the sandbox has."""
    return {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,  # which the services' own clients look at
    }


def find_aws_at(endpoint: str, patch: pytest.MonkeyPatch) -> None:
    """Let the clients of a test find it, and nothing else."""
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN"):
        patch.delenv(name, raising=False)
    for name, value in variables_of(endpoint).items():
        patch.setenv(name, value)
