import json

import pytest

from components.provider import account_of, create_provider
from components.settings import parse
from tests.unit.components.recording import Program
from tests.unit.components.values import values


def declared(program: Program) -> dict[str, str]:
    settings = parse(values())
    inputs = program.run(lambda: create_provider(settings) and None).one("aws").inputs
    return dict(inputs)


def test_refuses_every_other_account(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    inputs = declared(program)
    assert json.loads(inputs["allowedAccountIds"]) == ["123456789012"]
    assert inputs["skipCredentialsValidation"] == "false"


def test_asks_for_no_account_where_the_endpoint_is_another(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:4566")
    inputs = declared(program)
    assert "allowedAccountIds" not in inputs
    assert inputs["skipRequestingAccountId"] == "true"
    assert int(inputs["maxRetries"]) < 5


def test_tags_everything(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    assert json.loads(declared(program)["defaultTags"])["tags"] == {
        "Project": "clinical-trial",
        "Environment": "staging",
        "ManagedBy": "pulumi",
    }


def test_knows_the_account_of_a_user_and_of_an_assumed_role() -> None:
    assert account_of("arn:aws:iam::123456789012:user/alice") == "123456789012"
    assert account_of("arn:aws:sts::210987654321:assumed-role/deploy/ci") == "210987654321"
