"""Signing in, against a real database and key."""

import pg8000.native
import pytest

from services.auth.lockout import MOST_FAILURES
from tests.functional.automation.verification.clinic import Clinic
from tests.functional.automation.verification.services.conftest import PASSWORD, Services

pytestmark = [pytest.mark.functional, pytest.mark.usefixtures("people")]


@pytest.fixture(autouse=True)
def unlocked(people: None, owner: pg8000.native.Connection) -> None:
    owner.run("UPDATE users SET failed_attempts = 0, locked_until = NULL, disabled = false")


def test_the_right_password_gives_a_token_that_speaks_for_the_user(services: Services) -> None:
    token = services.token("ada")

    verified = services.ask("POST", "/api/auth/verify", {"token": token})

    assert (verified.status, verified.document["subject"]) == (200, "ada")


def test_a_wrong_password_and_an_unknown_user_get_the_same_answer(services: Services) -> None:
    wrong, unknown = services.sign_in("ada", "wrong"), services.sign_in("nobody", PASSWORD)

    assert wrong == unknown
    assert wrong.status == 401


def test_too_many_wrong_passwords_lock_the_account_even_for_the_right_one(
    services: Services, owner: pg8000.native.Connection
) -> None:
    for _ in range(MOST_FAILURES):
        assert services.sign_in("ada", "wrong").status == 401
    assert services.sign_in("ada").status == 401

    owner.run("UPDATE users SET locked_until = now() - interval '1 second' WHERE name = 'ada'")

    assert services.sign_in("ada").status == 200


def test_failures_before_a_success_are_forgotten(services: Services) -> None:
    for _ in range(2):
        for _ in range(MOST_FAILURES - 1):
            services.sign_in("ada", "wrong")
        assert services.sign_in("ada").status == 200


def test_a_disabled_user_is_refused(services: Services, owner: pg8000.native.Connection) -> None:
    owner.run("UPDATE users SET disabled = true WHERE name = 'ada'")

    assert services.sign_in("ada").status == 401


@pytest.mark.parametrize(
    "body",
    [
        {"user": "ada"},
        {"user": "ada", "password": ""},
        {"user": "ada", "password": "x" * 257},
        {"user": "Ada Lovelace", "password": "x"},
        {"user": "ada", "password": "x", "site": "OSL"},
    ],
)
def test_what_is_no_sign_in_is_refused(services: Services, body: dict[str, str]) -> None:
    assert services.ask("POST", "/api/auth/sign-in", body).status == 400


def test_the_checks_user_takes_over_the_password_that_is_put_into_its_secret(
    services: Services, clinic: Clinic
) -> None:
    secrets = clinic.clients.of("secretsmanager")
    arn = clinic.variables("auth")["VERIFICATION_SECRET_ARN"]
    for password in ("first of its kind", "second of its kind"):
        secrets.put_secret_value(SecretId=arn, SecretString=f'{{"password": "{password}"}}')
        assert services.sign_in("verification", password).status == 200
        assert services.sign_in("verification", "neither").status == 401


def test_the_checks_user_is_never_locked(services: Services, clinic: Clinic) -> None:
    arn = clinic.variables("auth")["VERIFICATION_SECRET_ARN"]
    clinic.clients.of("secretsmanager").put_secret_value(
        SecretId=arn, SecretString='{"password": "known to the checks"}'
    )
    for _ in range(MOST_FAILURES + 1):
        services.sign_in("verification", "guess")

    assert services.sign_in("verification", "known to the checks").status == 200
