import json
from typing import Any

import pulumi

from components.functions import Functions, FunctionsArgs
from components.grant import Grant
from tests.unit.components.recording import Program

SERVICES = ["api", "auth", "files", "notifications", "reports"]


def declared(program: Program, **changes: Any) -> Program:
    def declare() -> dict[str, Any]:
        args: dict[str, Any] = {
            "environment": "dev",
            "region": "us-east-1",
            "subnet_ids": [pulumi.Output.from_input("subnet-a")],
            "security_group_id": "sg-functions",
            "connection_secret_arn": "arn:secret",
            "login_secret_arn": "arn:login",
            "connection_key_arn": "arn:database-key",
            "memory": 256,
            "timeout": 15,
            "reserved_concurrency": -1,
            "log_retention_days": 14,
            "pins": {},
            "keep": False,
            **changes,
        }
        return dict(Functions("fns", FunctionsArgs(**args)).versions)

    return program.run(declare)


def statements(program: Program, service: str) -> list[dict[str, Any]]:
    policy = program.one("RolePolicy", f"fns-{service}-policy").inputs["policy"]
    return list(json.loads(policy)["Statement"])


def test_has_one_function_a_service_and_the_token_key(program: Program) -> None:
    assert declared(program).children("fns") == [
        "aws:kms/key:Key fns-token-key",
        *(f"clinicaltrial:functions:Function fns-{service}" for service in SERVICES),
    ]


def test_answers_the_version_of_each_service(program: Program) -> None:
    assert declared(program).outputs == dict.fromkeys(SERVICES, "7")


def test_pins_only_the_functions_that_the_hold_names(program: Program) -> None:
    declared(program, pins={"clinical-trial-auth-dev": "3"})
    assert program.outputs == {**dict.fromkeys(SERVICES, "7"), "auth": "3"}


def test_lets_every_service_read_how_to_reach_the_database(program: Program) -> None:
    declared(program)
    for service in SERVICES:
        assert {
            "Effect": "Allow",
            "Action": "secretsmanager:GetSecretValue",
            "Resource": ["arn:secret", "arn:login"],
        } in statements(program, service)


def test_lets_the_database_key_be_used_through_secrets_manager_only(program: Program) -> None:
    (decrypt,) = [
        one for one in statements(declared(program), "files") if one["Action"] == "kms:Decrypt"
    ]
    assert decrypt["Resource"] == "arn:database-key"
    assert decrypt["Condition"] == {
        "StringEquals": {"kms:ViaService": "secretsmanager.us-east-1.amazonaws.com"}
    }


def test_lets_auth_alone_sign_tokens(program: Program) -> None:
    declared(program)
    signing = [
        service
        for service in SERVICES
        if any("kms:GenerateMac" in one["Action"] for one in statements(program, service))
    ]
    assert signing == ["auth"]


def test_lets_every_service_check_tokens_with_that_key_only(program: Program) -> None:
    declared(program)
    for service in SERVICES:
        (checking,) = [
            one for one in statements(program, service) if "kms:VerifyMac" in one["Action"]
        ]
        assert checking["Resource"] == "arn:aws:test::123456789012:fns-token-key"


def test_gives_a_service_what_is_its_own_and_no_other_one(program: Program) -> None:
    reading = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:documents/*"}
    declared(program, grants={"files": Grant({"DOCUMENTS_BUCKET": "documents"}, [reading])})

    having = [service for service in SERVICES if reading in statements(program, service)]
    named = [
        one.name
        for one in program.all("Function")
        if "DOCUMENTS_BUCKET" in one.inputs.get("environment", {}).get("variables", {})
    ]
    assert having == ["files"]
    assert named == ["fns-files-function"]


def test_signs_tokens_with_a_key_that_never_leaves_kms(program: Program) -> None:
    key = declared(program, keep=True).one("Key")
    assert key.inputs["keyUsage"] == "GENERATE_VERIFY_MAC"
    assert key.inputs["customerMasterKeySpec"] == "HMAC_256"
    assert key.protect
