import json
from typing import Any

import pulumi

from components.api import Api, ApiArgs
from components.functions import Functions, FunctionsArgs
from tests.unit.components.recording import ACCOUNT, Program


def declared(program: Program, **changes: Any) -> Program:
    def declare() -> dict[str, Any]:
        functions = Functions(
            "fns",
            FunctionsArgs(
                environment="dev",
                region="us-east-1",
                subnet_ids=[pulumi.Output.from_input("subnet-a")],
                security_group_id="sg-functions",
                connection_secret_arn="arn:secret",
                login_secret_arn="arn:login",
                connection_key_arn="arn:key",
                memory=256,
                timeout=15,
                reserved_concurrency=-1,
                log_retention_days=14,
                pins={},
                keep=False,
            ),
        )
        args: dict[str, Any] = {
            "environment": "dev",
            "account_id": ACCOUNT,
            "functions": functions.by_service,
            "throttle_rate": 500,
            "throttle_burst": 1000,
            "log_retention_days": 14,
            "manage_account": False,
            **changes,
        }
        return {"domain": Api("api", ApiArgs(**args)).domain}

    return program.run(declare)


def paths(program: Program) -> dict[str, str]:
    """Id of each path -> what it is below the API's root."""
    parts = {f"{one.name}-id": one.inputs for one in program.all("Resource")}

    def below(identifier: str) -> str:
        if identifier not in parts:
            return ""
        return f"{below(parts[identifier]['parentId'])}/{parts[identifier]['pathPart']}"

    return {identifier: below(identifier) for identifier in parts}


def test_routes_each_prefix_and_all_below_it_to_its_service(program: Program) -> None:
    names = paths(declared(program))
    assert sorted(names[one.inputs["resourceId"]] for one in program.all("Integration")) == sorted(
        f"/api{service}{rest}"
        for service in ("", "/auth", "/files", "/notifications", "/reports")
        for rest in ("", "/{proxy+}")
    )


def test_passes_requests_on_to_the_alias(program: Program) -> None:
    declared(program)
    for integration in program.all("Integration"):
        assert integration.inputs["type"] == "AWS_PROXY"
        assert integration.inputs["integrationHttpMethod"] == "POST"
        assert integration.inputs["uri"] == "arn:aws:apigateway:invoke"


def test_is_one_stage_named_as_the_environment(program: Program) -> None:
    stage = declared(program).one("Stage").inputs
    assert stage["stageName"] == "dev"
    assert stage["xrayTracingEnabled"] is True


def test_logs_each_access_as_json(program: Program) -> None:
    settings = declared(program).one("Stage").inputs["accessLogSettings"]
    assert settings["destinationArn"].endswith("api-logs")
    assert json.loads(settings["format"])["status"] == "$context.status"


def test_throttles_every_method(program: Program) -> None:
    throttle = declared(program).one("MethodSettings").inputs
    assert throttle["methodPath"] == "*/*"
    assert throttle["settings"]["throttlingRateLimit"] == 500
    assert throttle["settings"]["throttlingBurstLimit"] == 1000


def test_lets_each_alias_be_invoked_by_its_own_paths_only(program: Program) -> None:
    declared(program)
    allowed = {
        one.inputs["function"]: (one.inputs["qualifier"], one.inputs["sourceArn"])
        for one in program.all("Permission")
    }
    assert allowed["clinical-trial-auth-dev"] == (
        "PROD",
        "arn:aws:execute-api:us-east-1:123456789012:api-rest-id/dev/*/api/auth*",
    )
    assert allowed["clinical-trial-api-dev"] == (
        "PROD",
        "arn:aws:execute-api:us-east-1:123456789012:api-rest-id/dev/*/api*",
    )
    assert len(allowed) == 5


def test_deploys_after_all_routes_are_there(program: Program) -> None:
    deployment = declared(program).one("Deployment")
    assert set(program.names("Integration")) <= set(deployment.depends_on)
    assert deployment.inputs["triggers"]["routes"]


def test_leaves_the_accounts_log_role_alone_unless_told(program: Program) -> None:
    assert declared(program).all("Account") == []


def test_sets_the_accounts_log_role_before_the_stage_when_told(program: Program) -> None:
    declared(program, manage_account=True)
    assert program.one("Account").parent == "api-account"
    assert "api-account-setting" in program.one("Stage").depends_on


def test_has_a_domain_that_needs_no_deployment(program: Program) -> None:
    assert declared(program).outputs["domain"] == "api-rest-id.execute-api.us-east-1.amazonaws.com"


def test_can_replace_a_permission_before_the_former_one_is_gone(program: Program) -> None:
    """A statement id of its own would be taken still when the next statement is added."""
    assert all("statementId" not in one.inputs for one in declared(program).all("Permission"))
