"""The account of the checks, against Secrets Manager."""

import json

import pytest

from automation.core.errors import ReleaseNotFoundError
from automation.core.names import verification_secret
from automation.gateways.visitor_account import VisitorAccountGateway
from tests.functional.sandbox.clients import Clients

pytestmark = pytest.mark.functional


def test_makes_a_password_once_and_finds_it_again(clients: Clients, environment: str) -> None:
    clients.of("secretsmanager").create_secret(Name=verification_secret(environment))

    user, password = VisitorAccountGateway(environment).read_or_make()

    assert user == "verification"
    assert len(password) == 32
    assert VisitorAccountGateway(environment).read_or_make() == (user, password)


def test_takes_a_password_that_was_put_there(clients: Clients, environment: str) -> None:
    clients.of("secretsmanager").create_secret(
        Name=verification_secret(environment), SecretString=json.dumps({"password": "rotated"})
    )

    assert VisitorAccountGateway(environment).read_or_make() == ("verification", "rotated")


def test_a_platform_that_is_older_than_the_checks_is_told_so(environment: str) -> None:
    with pytest.raises(ReleaseNotFoundError, match="is older than the checks"):
        VisitorAccountGateway(environment).read_or_make()
