"""What one change of a resource does to the way back."""

import dataclasses

import pytest

from automation.core.irreversible import Way, protected_reason, reason_of
from automation.core.plan import ResourceChange
from automation.core.policy import STATEFUL_TYPES
from tests.builders import change

CLUSTER = "aws:rds/cluster:Cluster"


def way_of(changed: ResourceChange) -> Way:
    reason = reason_of(changed)
    return reason.way if reason else Way.UNDOABLE


def retained(changed: ResourceChange) -> ResourceChange:
    return dataclasses.replace(changed, retained=True)


@pytest.mark.parametrize(
    ("operation", "type_"),
    [
        ("update", "aws:lambda/alias:Alias"),
        ("update", CLUSTER),
        ("create", "aws:cloudwatch/metricAlarm:MetricAlarm"),
        ("delete", "aws:cloudwatch/metricAlarm:MetricAlarm"),
        ("replace", "aws:apigateway/deployment:Deployment"),
        ("replace", "aws:lambda/permission:Permission"),
    ],
)
def test_what_the_opposite_gives_back_is_undoable(operation: str, type_: str) -> None:
    assert way_of(change(operation, type_)) is Way.UNDOABLE


@pytest.mark.parametrize("type_", sorted(STATEFUL_TYPES))
@pytest.mark.parametrize("operation", ["delete", "replace"])
def test_removing_what_holds_data_is_one_way(operation: str, type_: str) -> None:
    reason = reason_of(change(operation, type_, "store"))

    assert reason is not None
    assert reason.way is Way.ONE_WAY
    assert reason.subject == f"{type_} store"
    assert "one beside it" in reason.instead


@pytest.mark.parametrize("type_", sorted(STATEFUL_TYPES))
def test_what_holds_data_and_is_new_can_not_be_removed_again_by_a_rollback(type_: str) -> None:
    reason = reason_of(change("create", type_))

    assert reason is not None
    assert reason.way is Way.IN_PART
    assert "--allow-data-loss" in reason.instead


def test_what_is_given_up_but_stays_in_aws_has_to_be_taken_in_again() -> None:
    reason = reason_of(retained(change("delete", "aws:s3/bucket:Bucket")))

    assert reason is not None
    assert reason.way is Way.IN_PART
    assert "pulumi import" in reason.instead


def test_a_replacement_of_a_retained_store_is_one_way_all_the_same() -> None:
    assert way_of(retained(change("replace", CLUSTER))) is Way.ONE_WAY


def test_a_replacement_has_another_identity_in_both_directions() -> None:
    reason = reason_of(change("replace", "aws:apigateway/restApi:RestApi", "api"))

    assert reason is not None
    assert reason.way is Way.IN_PART
    assert "replaces it again" in reason.why


@pytest.mark.parametrize(
    ("type_", "lost"),
    [("aws:cloudwatch/logGroup:LogGroup", "log lines"), ("aws:sqs/queue:Queue", "messages")],
)
def test_contents_that_are_no_store_of_record_are_named(type_: str, lost: str) -> None:
    reason = reason_of(change("delete", type_))

    assert reason is not None
    assert reason.way is Way.IN_PART
    assert lost in reason.why
    assert reason_of(retained(change("delete", type_))) is None


@pytest.mark.parametrize(
    ("type_", "line"),
    [
        (CLUSTER, "engineVersion: 16.4 → 17.2"),
        ("aws:rds/clusterInstance:ClusterInstance", "engineVersion"),
        (
            "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration",
            "rule.defaultRetention.days: 30 → 3650",
        ),
        ("aws:dynamodb/table:Table", "ttl.enabled: False → True"),
    ],
)
def test_an_update_that_aws_takes_back_for_nobody_is_one_way(type_: str, line: str) -> None:
    reason = reason_of(change("update", type_, properties=("tags", line)))

    assert reason is not None
    assert reason.way is Way.ONE_WAY
    assert way_of(change("update", type_, properties=("tags", "ruleset"))) is Way.UNDOABLE


def test_a_resource_that_the_engine_protects_is_named_by_its_own_type() -> None:
    reason = protected_reason(
        "urn:pulumi:prod::clinical-trial::clinicaltrial:database:Database$aws:rds/cluster:Cluster"
        "::clinical-trial-prod-database-cluster"
    )

    assert reason.way is Way.ONE_WAY
    assert reason.subject == "aws:rds/cluster:Cluster clinical-trial-prod-database-cluster"
