"""The workflows' roles: who may assume each, and what none of them can do."""

import json
from typing import Any

import pytest

from automation.core.notification_settings import NotificationSettings
from components.access import Access, AccessArgs
from components.access_policies import Parts, Place
from tests.unit.components.recording import Declared, Program

PLACE = Place("prod", "eu-central-1", "123456789012", "state", "arn:aws:kms:eu:1:key/state")
PARTS = Parts(
    distribution="arn:aws:cloudfront::123456789012:distribution/E1",
    web_acl="arn:aws:wafv2:us-east-1:123456789012:global/webacl/clinical-trial-prod/1",
    stage="arn:aws:apigateway:eu-central-1::/restapis/r/stages/prod",
    connection_secret="arn:aws:secretsmanager:eu-central-1:123456789012:secret:connection-abc",
    connection_key="arn:aws:kms:eu-central-1:123456789012:key/connection",
)
PROVIDER = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
ADA = "arn:aws:iam::123456789012:user/ada"
KINDS = ("preview", "request", "deploy", "rollback", "lock-down")
ISSUER = "token.actions.githubusercontent.com"
# Source: Service Authorization Reference, access levels: these only read.
READS = ("Get", "List", "Describe", "Query", "GET", "ConditionCheck", "Decrypt")
FORBIDDEN = {
    *("rds:DeleteDBCluster", "rds:DeleteDBInstance", "s3:DeleteObjectVersion", "s3:DeleteBucket"),
    *("lambda:DeleteFunction", "dynamodb:DeleteTable", "kms:ScheduleKeyDeletion"),
    *("s3:BypassGovernanceRetention", "s3:PutBucketAcl", "iam:CreateUser", "iam:CreateAccessKey"),
}


def declare(program: Program, provider: str | None = PROVIDER, emergency: bool = True) -> Program:
    args = AccessArgs(
        place=PLACE,
        parts=PARTS,
        repository="org/repo",
        branch="main",
        logins=["grace-h", "ada-l"],
        provider_arn=provider,
        emergency=[ADA] if emergency else [],
        notifications=NotificationSettings(),
    )
    return program.run(lambda: Access("access", args) and None)


def statements(declared: Declared, key: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(declared.inputs[key])["Statement"]
    return found


def rights(program: Program, kind: str) -> list[dict[str, Any]]:
    return statements(program.one("RolePolicy", f"access-{kind}-rights"), "policy")


def trust(program: Program, kind: str) -> dict[str, Any]:
    (only,) = statements(program.one("Role", f"access-{kind}"), "assumeRolePolicy")
    return only


def actions(found: list[dict[str, Any]]) -> set[str]:
    return {action for statement in found for action in statement["Action"]}


def mutating(action: str) -> bool:
    return not action.partition(":")[2].startswith(READS)


def resources(statement: dict[str, Any]) -> list[str]:
    named = statement["Resource"]
    return [named] if isinstance(named, str) else named


def test_is_a_role_with_its_rights_for_each_kind_of_work(program: Program) -> None:
    declare(program)

    assert program.names("Role") == sorted(f"access-{kind}" for kind in KINDS)
    assert program.one("Role", "access-rollback").inputs["name"] == "clinical-trial-rollback-prod"
    assert program.all("OpenIdConnectProvider") == []


def test_makes_githubs_provider_where_the_account_has_none(program: Program) -> None:
    made = declare(program, provider=None).one("OpenIdConnectProvider")

    assert made.inputs["url"] == f"https://{ISSUER}"
    assert made.inputs["clientIdLists"] == ["sts.amazonaws.com"]


def test_without_people_for_emergencies_there_is_no_role_for_them(program: Program) -> None:
    assert "access-lock-down" not in declare(program, emergency=False).names("Role")


@pytest.mark.parametrize(
    ("kind", "subject", "files"),
    [
        ("request", "repo:org/repo:environment:prod-plan", ["rollback.yml"]),
        ("rollback", "repo:org/repo:environment:prod", ["rollback.yml"]),
        (
            "deploy",
            "repo:org/repo:environment:prod",
            ["deploy-environment.yml", "rollback.yml"],
        ),
    ],
)
def test_a_job_is_trusted_by_its_exact_subject_and_the_protected_branchs_workflow(
    program: Program, kind: str, subject: str, files: list[str]
) -> None:
    found = trust(declare(program), kind)
    insisted = found["Condition"]["StringEquals"]

    assert found["Principal"] == {"Federated": PROVIDER}
    assert found["Condition"].keys() == {"StringEquals"}
    assert insisted[f"{ISSUER}:sub"] == subject
    assert insisted[f"{ISSUER}:aud"] == "sts.amazonaws.com"
    assert insisted[f"{ISSUER}:job_workflow_ref"] == [
        f"org/repo/.github/workflows/{file}@refs/heads/main" for file in files
    ]


@pytest.mark.parametrize("kind", ["request", "rollback"])
def test_only_people_who_are_known_ask_and_roll_back(program: Program, kind: str) -> None:
    insisted = trust(declare(program), kind)["Condition"]["StringEquals"]

    assert insisted[f"{ISSUER}:actor"] == ["ada-l", "grace-h"]


def test_a_pull_request_gets_the_preview_alone(program: Program) -> None:
    declare(program)
    subjects = {
        kind: trust(program, kind)["Condition"]["StringEquals"][f"{ISSUER}:sub"]
        for kind in KINDS
        if kind != "lock-down"
    }

    assert [kind for kind, it in subjects.items() if "pull_request" in it] == ["preview"]
    assert subjects["preview"] == "repo:org/repo:pull_request"


def test_emergencies_are_for_people_with_their_own_credentials(program: Program) -> None:
    found = trust(declare(program), "lock-down")

    assert (found["Principal"], found["Action"]) == ({"AWS": [ADA]}, "sts:AssumeRole")


def test_the_preview_changes_nothing_and_reads_no_patient_data(program: Program) -> None:
    granted = actions(rights(declare(program), "preview"))

    assert {action for action in granted if mutating(action)} == set()
    assert not granted & {"logs:GetLogEvents", "sqs:ReceiveMessage", "rds-data:ExecuteStatement"}
    (secrets,) = [
        resources(it)
        for it in rights(program, "preview")
        if "secretsmanager:GetSecretValue" in it["Action"]
    ]
    assert secrets == [PARTS.connection_secret]


@pytest.mark.parametrize("kind", KINDS)
def test_no_role_can_destroy_what_a_rollback_needs(program: Program, kind: str) -> None:
    assert not actions(rights(declare(program), kind)) & FORBIDDEN


@pytest.mark.parametrize("kind", KINDS)
def test_what_changes_anything_is_named_action_by_action(program: Program, kind: str) -> None:
    granted = actions(rights(declare(program), kind))

    assert [action for action in granted if "*" in action and mutating(action)] == []
    assert not any(action == "*" or action.endswith(":*") for action in granted)


@pytest.mark.parametrize("kind", KINDS)
def test_what_changes_anything_is_bound_to_the_environment(program: Program, kind: str) -> None:
    for statement in rights(declare(program), kind):
        changing = {action for action in statement["Action"] if mutating(action)}
        for resource in resources(statement) if changing else ():
            if resource == "*" and changing != {"route53:CreateHealthCheck"}:
                (tags,) = statement["Condition"]["StringEquals"].items()
                assert tags[0].endswith("Tag/Environment")
                assert tags[1] == "prod"
            elif resource != "*" and changing != {"cloudfront:CreateOriginAccessControl"}:
                before_wildcard = resource.partition("*")[0]
                managed = "arn:aws:wafv2:us-east-1:123456789012:global/managedruleset/"
                own = {PLACE.state_key_arn, PARTS.distribution, "arn:aws:s3:::state/", managed}
                assert "prod" in before_wildcard or before_wildcard in own, resource


@pytest.mark.parametrize("kind", KINDS)
def test_a_role_is_passed_to_what_it_is_for_only_and_none_of_the_workflows_own(
    program: Program, kind: str
) -> None:
    for statement in rights(declare(program), kind):
        touched = [action for action in statement["Action"] if action.startswith("iam:")]
        changing = [action for action in touched if mutating(action)]
        if "iam:PassRole" in statement["Action"]:
            forwarding = "alarm-forwarding" in str(statement["Resource"])
            service = "events" if forwarding else "lambda"
            assert statement["Condition"] == {
                "StringEquals": {"iam:PassedToService": f"{service}.amazonaws.com"}
            }
        for resource in resources(statement) if changing else ():
            assert resource.endswith("-prod")
            assert "*" not in resource
            assert not any(f"/clinical-trial-{own}-" in resource for own in KINDS)


def test_the_roles_grow_from_reading_to_deploying(program: Program) -> None:
    granted = {kind: actions(rights(declare(Program()), kind)) for kind in KINDS}

    assert granted["preview"] < granted["request"] < granted["rollback"] < granted["deploy"]
    assert set(granted["request"] - granted["preview"]) == {
        "dynamodb:PutItem",
        "s3:PutObject",
    }
    assert granted["rollback"] < granted["lock-down"]
    closing = {"apigateway:PATCH", "wafv2:UpdateWebACL", "lambda:PutFunctionConcurrency"}
    assert not granted["rollback"] & closing
