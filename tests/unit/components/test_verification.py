from typing import Any

from components.verification import Verification, VerificationArgs
from tests.unit.components.recording import Program


def declared(program: Program, keep: bool = True) -> Program:
    def declare() -> dict[str, Any]:
        grant = Verification("checks", VerificationArgs("prod", keep)).grant
        return {"variables": dict(grant.variables), "statements": list(grant.statements)}

    return program.run(declare)


def test_has_a_secret_without_a_value(program: Program) -> None:
    assert declared(program).children("checks") == ["aws:secretsmanager/secret:Secret checks-user"]
    assert program.one("Secret").inputs["name"] == "clinical-trial/prod/verification"


def test_dev_gives_the_name_free_at_once(program: Program) -> None:
    assert declared(program, keep=False).one("Secret").inputs["recoveryWindowInDays"] == 0


def test_lets_auth_read_that_secret_only(program: Program) -> None:
    arn = "arn:aws:test::123456789012:checks-user"
    assert declared(program).outputs["statements"] == [
        {"Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": arn}
    ]
    assert program.outputs["variables"] == {"VERIFICATION_SECRET_ARN": arn}
