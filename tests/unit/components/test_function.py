import json
from pathlib import Path
from typing import Any

import pulumi
import pulumi_aws as aws

from components.function import Function, FunctionArgs
from tests.unit.components.recording import Program

READS_SECRET = {
    "Effect": "Allow",
    "Action": "secretsmanager:GetSecretValue",
    "Resource": "arn:secret",
}


def arguments(**changes: Any) -> FunctionArgs:
    usual: dict[str, Any] = {
        "service": "reports",
        "environment": "prod",
        "subnet_ids": [pulumi.Output.from_input("subnet-a")],
        "security_group_id": "sg-functions",
        "memory": 512,
        "timeout": 15,
        "reserved_concurrency": -1,
        "log_retention_days": 90,
        "variables": {"CONNECTION_SECRET_ARN": "arn:secret"},
        "statements": [READS_SECRET],
    }
    return FunctionArgs(**usual | changes)


def declared(program: Program, **changes: Any) -> Program:
    def declare() -> dict[str, Any]:
        function = Function("fn", arguments(**changes))
        return {"code_sha256": function.code_sha256}

    return program.run(declare)


def test_has_all_its_parts_as_children_named_after_it(program: Program) -> None:
    assert declared(program).children("fn") == [
        "aws:cloudwatch/logGroup:LogGroup fn-logs",
        "aws:iam/role:Role fn-role",
        "aws:iam/rolePolicy:RolePolicy fn-policy",
        "aws:lambda/alias:Alias fn-alias",
        "aws:lambda/function:Function fn-function",
        "aws:sqs/queue:Queue fn-dead-letters",
    ]


def test_is_named_as_the_written_procedure_names_it(program: Program) -> None:
    function = declared(program).one("Function", "fn-function").inputs
    assert function["name"] == "clinical-trial-reports-prod"
    assert program.one("Alias").inputs["name"] == "PROD"


def test_publishes_a_version_and_serves_it_by_the_alias(program: Program) -> None:
    assert declared(program).one("Function", "fn-function").inputs["publish"] is True
    assert program.one("Alias").inputs["functionVersion"] == "7"
    assert program.outputs["code_sha256"] == "sha-of-newest"


def test_keeps_a_pinned_alias_at_its_version_and_names_that_versions_code(
    program: Program,
) -> None:
    declared(program, pinned_version="3")
    assert program.one("Alias").inputs["functionVersion"] == "3"
    assert program.outputs["code_sha256"] == "sha-of-3"
    (asked,) = program.calls
    assert asked[1]["qualifier"] == "3"


def test_takes_its_own_code_and_the_shared_one(program: Program) -> None:
    archive = declared(program).one("Function", "fn-function").inputs["code"]
    files = {file.as_posix() for file in Path("services").rglob("*.py")}
    folders = ("services/common/", "services/reports/")
    wanted = {file for file in files if file.startswith(folders)} | {"services/__init__.py"}
    assert {name for name in archive.assets if name.startswith("services/")} == wanted
    handler = program.one("Function", "fn-function").inputs["handler"]
    assert handler == "services.reports.handler.handle"


def test_runs_in_the_private_network_with_tracing_and_limits(program: Program) -> None:
    function = declared(program, reserved_concurrency=20).one("Function", "fn-function").inputs
    assert function["vpcConfig"] == {
        "subnetIds": ["subnet-a"],
        "securityGroupIds": ["sg-functions"],
    }
    assert function["tracingConfig"] == {"mode": "Active"}
    assert (function["memorySize"], function["timeout"]) == (512, 15)
    assert function["reservedConcurrentExecutions"] == 20


def test_tells_the_code_where_it_is(program: Program) -> None:
    variables = declared(program).one("Function", "fn-function").inputs["environment"]["variables"]
    assert variables == {
        "ENVIRONMENT": "prod",
        "SERVICE": "reports",
        "CONNECTION_SECRET_ARN": "arn:secret",
    }


def test_keeps_events_that_it_could_not_process(program: Program) -> None:
    function = declared(program).one("Function", "fn-function").inputs
    queue = program.one("Queue")
    assert function["deadLetterConfig"]["targetArn"].endswith("fn-dead-letters")
    assert queue.inputs["name"] == "clinical-trial-reports-prod-dead-letters"
    assert queue.inputs["sqsManagedSseEnabled"] is True


def test_keeps_its_logs_as_long_as_the_settings_say(program: Program) -> None:
    logs = declared(program).one("LogGroup").inputs
    assert logs["name"] == "/aws/lambda/clinical-trial-reports-prod"
    assert logs["retentionInDays"] == 90


def test_may_do_nothing_to_what_is_not_its_own(program: Program) -> None:
    policy = json.loads(declared(program).one("RolePolicy").inputs["policy"])
    rights: dict[str, list[str]] = {}
    for statement in policy["Statement"]:
        actions = statement["Action"]
        rights.setdefault(statement["Resource"], []).extend(
            [actions] if isinstance(actions, str) else actions
        )
    everywhere = rights.pop("*")
    assert all(action.startswith(("xray:Put", "ec2:")) for action in everywhere)
    assert rights == {
        "arn:aws:test::123456789012:fn-logs:*": ["logs:CreateLogStream", "logs:PutLogEvents"],
        "arn:aws:test::123456789012:fn-dead-letters": ["sqs:SendMessage"],
        "arn:secret": ["secretsmanager:GetSecretValue"],
    }


def test_users_get_new_code_after_what_has_to_be_done_first(program: Program) -> None:
    def declare() -> None:
        first = pulumi.ComponentResource("test:first:Step", "first")
        step = aws.sqs.Queue("step", opts=pulumi.ResourceOptions(parent=first))
        Function("fn", arguments(after=[step]))

    program.run(declare)
    assert "step" in program.one("Alias").depends_on
    assert "step" not in program.one("Function", "fn-function").depends_on


def test_has_its_rights_before_it_is_made(program: Program) -> None:
    assert "fn-policy" in declared(program).one("Function", "fn-function").depends_on
