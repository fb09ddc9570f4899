from typing import Any

import pytest
from pydantic import ValidationError

from automation.core.release import Override
from components.settings import parse
from tests.unit.components.values import APPROVER, CONTACTS, values


def test_reads_every_value() -> None:
    settings = parse(values(databaseMaxCapacity="8.5", alarmEmail="ops@example.org"))
    assert settings.environment == "staging"
    assert settings.database_max_capacity == 8.5
    assert settings.alarm_email == "ops@example.org"
    assert settings.roles["team-lead"] == (APPROVER,)


def test_takes_an_empty_text_for_an_absent_value() -> None:
    settings = parse(values())
    assert (settings.alarm_email, settings.site_domain) == (None, None)


def test_can_not_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        parse(values()).throttle_rate = 1  # type: ignore[misc]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"environment": "test"}, "'dev', 'staging' or 'prod'"),
        ({"allowedAccountIds": []}, "at least 1 item"),
        ({"allowedAccountIds": ["12"]}, "'12' is not an account id"),
        ({"vpcCidr": "10.0.0.0/28"}, "not between /16 and /24"),
        ({"vpcCidr": "10.0.0.1/16"}, "host bits set"),
        ({"availabilityZones": ["eu-west-1a", "us-east-1b"]}, "two zones of us-east-1"),
        ({"availabilityZones": ["us-east-1a", "us-east-1a"]}, "two zones of us-east-1"),
        ({"functionMemory": 64}, "greater than or equal to 128"),
        ({"functionTimeout": 30}, "less than or equal to 29"),
        ({"logRetentionDays": 91}, "91 is none of CloudWatch's steps"),
        ({"databaseMinCapacity": "0.3"}, "multiple of 0.5|greater than or equal to 0.5"),
        ({"databaseMinCapacity": "8"}, "databaseMinCapacity is greater"),
        ({"noncurrentRetentionDays": 89}, "shorter than rollbackWindowDays \\(90\\)"),
        ({"alarmEmail": "nobody"}, "should match pattern"),
        ({"blockedCidrs": ["10.0.0.1/8"]}, "host bits set"),
        ({"throttleRate": 0}, "greater than or equal to 1"),
        ({"roles": {}}, "on-call-engineer is missing"),
        ({"notifications": {"slack": {}}}, "slack needs tokenSecret"),
        ({"notifications": {"pigeons": {}}}, "Extra inputs are not permitted"),
        ({"protectedBranch": "--force"}, "should match pattern"),
        ({"siteDomain": "trial.example.org"}, "belong together"),
        ({"automaticRollback": "off"}, "'never', 'bake' or 'always'"),
        ({"contacts": {**CONTACTS, "teams": {"Team": "nobody"}}}, "'nobody' is no e-mail"),
        ({"contacts": {**CONTACTS, "external": [{"name": "AWS"}]}}, "AWS has neither phone nor"),
        ({"functionMemory": None}, "Field required"),
        ({"functionMemroy": 256}, "Extra inputs are not permitted"),
    ],
)
def test_refuses_what_is_impossible(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        parse(values(**changes))


def test_refuses_an_unknown_role_and_what_is_no_caller() -> None:
    roles = values()["roles"]
    with pytest.raises(ValidationError, match="'janitor' is none of on-call-engineer"):
        parse(values(roles={**roles, "janitor": [APPROVER]}))
    with pytest.raises(ValidationError, match="'alice' is not the ARN of a caller"):
        parse(values(roles={**roles, "team-lead": ["alice"]}))


def test_wants_the_certificate_where_cloudfront_looks_for_it() -> None:
    elsewhere = "arn:aws:acm:eu-west-1:123456789012:certificate/1"
    with pytest.raises(ValidationError, match="must lie in us-east-1"):
        parse(values(siteDomain="trial.example.org", siteCertificateArn=elsewhere))


def test_prod_needs_an_approver_and_a_second_database_instance() -> None:
    roles = {**values()["roles"], "release-approver": []}
    with pytest.raises(ValidationError, match="prod needs a release-approver"):
        parse(values(environment="prod", roles=roles))
    with pytest.raises(ValidationError, match="two databaseInstances"):
        parse(values(environment="prod", databaseInstances=1))


def test_prod_needs_somebody_to_call() -> None:
    with pytest.raises(ValidationError, match="prod needs contacts"):
        parse(values(environment="prod", contacts={}))
    assert parse(values(contacts={})).contacts is None


def test_keeps_data_everywhere_but_in_dev() -> None:
    kept = {name: parse(values(environment=name)).keeps_data for name in ("dev", "staging", "prod")}
    assert kept == {"dev": False, "staging": True, "prod": True}


def test_has_the_same_digest_for_the_same_values_in_any_order() -> None:
    shuffled = dict(reversed(values().items()))
    shuffled["roles"] = dict(reversed(values()["roles"].items()))
    assert parse(values()).digest == parse(shuffled).digest
    assert len(parse(values()).digest) == 64


def test_has_another_digest_for_another_value() -> None:
    assert parse(values()).digest != parse(values(throttleRate=501)).digest


def test_a_stack_may_tighten_the_decision_matrix() -> None:
    settings = parse(
        values(decisionMatrix={"performance": {"limitSeconds": 120, "approver": "team-lead"}})
    )

    assert settings.decision_matrix == {
        "performance": Override(limit_seconds=120, approver="team-lead")
    }


@pytest.mark.parametrize(
    ("matrix", "why"),
    [
        ({"performance": {"limitSeconds": 600}}, "up to 300 s"),
        ({"error-rate": {"approver": "team-lead"}}, "automatic"),
        ({"performance": {"approver": "janitor"}}, "'janitor' is none of"),
        ({"mars": {}}, "no scenario"),
    ],
)
def test_a_stack_may_not_loosen_the_decision_matrix(matrix: dict[str, object], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        parse(values(decisionMatrix=matrix))
