"""The verdict on a change: resources, schema and retention together, the worst first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from automation.core.irreversible import Way
from automation.core.plan import ResourceChange
from automation.core.rollbackability import (
    Change,
    Retention,
    RollbackVerdict,
    Schema,
    Standpoint,
    judge,
    retention_of,
    schema_of,
)
from tests.builders import COMMIT_A, COMMIT_B, change

PROJECT = {
    "name": "clinical-trial",
    "config": {
        "rollbackWindowDays": {"type": "integer", "default": 90},
        "noncurrentRetentionDays": {"type": "integer", "default": 120},
    },
}


def verdict(
    *resources: ResourceChange,
    schemas: tuple[Schema, Schema] = (Schema(), Schema()),
    retentions: tuple[Retention, Retention] = (Retention(90, 120), Retention(90, 120)),
    refused: tuple[str, ...] = (),
) -> RollbackVerdict:
    base, head = (
        Standpoint(commit, schema, retention)
        for commit, schema, retention in zip((COMMIT_A, COMMIT_B), schemas, retentions, strict=True)
    )
    return judge(Change("prod", base, head, resources, refused))


def test_a_change_without_reasons_is_undoable_and_tells_what_going_back_takes() -> None:
    given = verdict(
        change("update", "aws:lambda/alias:Alias", "api-alias"),
        change("create", "aws:s3/bucketObjectv2:BucketObjectv2", "ct-prod-frontend-app.js"),
        change("create", "aws:s3/bucketObjectv2:BucketObjectv2", "ct-prod-release-record"),
        change("create", "aws:cloudwatch/metricAlarm:MetricAlarm", "slow"),
        change("update", "aws:cloudwatch/metricAlarm:MetricAlarm", "errors"),
    )

    assert given.way is Way.UNDOABLE
    assert given.reasons == ()
    assert given.takes == (
        "traffic, in seconds: 1 aliases, 1 files",
        "infrastructure, in minutes: 1 delete, 1 update",
    )


def test_a_change_of_nothing_takes_nothing() -> None:
    assert verdict().takes == ()


def test_the_worst_reason_comes_first_and_decides() -> None:
    given = verdict(
        change("replace", "aws:apigateway/restApi:RestApi"),
        change("delete", "aws:s3/bucket:Bucket"),
    )

    assert [reason.way for reason in given.reasons] == [Way.ONE_WAY, Way.IN_PART]
    assert given.way is Way.ONE_WAY


def test_what_the_engine_refuses_is_one_way() -> None:
    given = verdict(refused=("urn:pulumi:prod::ct::aws:rds/cluster:Cluster::cluster",))

    assert given.way is Way.ONE_WAY
    assert "the engine refuses" in given.reasons[0].why


@pytest.mark.parametrize(
    ("base", "head", "way"),
    [
        (Schema(3, 3), Schema(3, 3), Way.UNDOABLE),
        (Schema(3, 3), Schema(4, 3), Way.UNDOABLE),
        (Schema(3, 1), Schema(4, 4), Way.ONE_WAY),
        (Schema(3, 1), Schema(2, 1), Way.ONE_WAY),
    ],
)
def test_a_migration_closes_the_way_unless_older_code_works_with_it(
    base: Schema, head: Schema, way: Way
) -> None:
    assert verdict(schemas=(base, head)).way is way


def test_a_closed_way_tells_of_expand_and_contract() -> None:
    (reason,) = verdict(schemas=(Schema(3, 3), Schema(4, 4))).reasons

    assert reason.subject == "database schema 3 → 4"
    assert "Expand and contract" in reason.instead


@pytest.mark.parametrize(
    ("head", "way"),
    [
        (Retention(90, 120), Way.UNDOABLE),
        (Retention(120, 200), Way.UNDOABLE),
        (Retention(60, 120), Way.IN_PART),
        (Retention(90, 100), Way.ONE_WAY),
    ],
)
def test_keeping_less_takes_releases_away(head: Retention, way: Way) -> None:
    assert verdict(retentions=(Retention(90, 120), head)).way is way


def test_the_schema_is_that_of_the_newest_migration_and_the_strictest_declaration() -> None:
    assert schema_of({}) == Schema(0, 0)
    assert schema_of(
        {
            "0001_trials.sql": "-- expand\ncreate table trials ();",
            "0002_consents.sql": "-- contract: needs code of 0001\nalter table trials;",
            "0003_notes.sql": "-- expand\n-- contract: needs code of 0003\nalter table c;",
            "README.md": "-- contract: needs code of 0009",
        }
    ) == Schema(3, 1)


@pytest.mark.parametrize("text", ["", "drop table a;", "-- expand it\n", "\n-- expand"])
def test_a_migration_that_declares_nothing_works_with_its_own_code_only(text: str) -> None:
    assert schema_of({"0001_a.sql": "-- expand", "0002_b.sql": text}) == Schema(2, 2)


def test_retention_is_the_stacks_else_the_projects_default() -> None:
    stack = {"config": {"clinical-trial:rollbackWindowDays": "365"}}

    assert retention_of(stack, PROJECT) == Retention(365, 120)
    assert retention_of({}, PROJECT) == Retention(90, 120)


changes = st.builds(
    change,
    st.sampled_from(["create", "update", "delete", "replace"]),
    st.sampled_from(
        ["aws:s3/bucket:Bucket", "aws:lambda/alias:Alias", "aws:apigateway/restApi:RestApi"]
    ),
)


@given(st.lists(changes), changes)
def test_another_change_never_makes_a_verdict_better(
    some: list[ResourceChange], more: ResourceChange
) -> None:
    assert verdict(*some, more).way >= verdict(*some).way
