"""What AWS tells of the operation, against moto."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from automation.core import names
from automation.gateways.inspection import InspectionGateway
from automation.gateways.ledger import LedgerGateway
from tests import builders
from tests.functional.automation.gateways.bucket import Bucket
from tests.functional.sandbox.clients import Clients

pytestmark = pytest.mark.functional


def measured(clients: Clients, environment: str, at: datetime, **values: float) -> None:
    clients.of("cloudwatch").put_metric_data(
        Namespace="AWS/ApiGateway",
        MetricData=[
            {
                "MetricName": name,
                "Dimensions": [
                    {"Name": "ApiName", "Value": f"clinical-trial-{environment}"},
                    {"Name": "Stage", "Value": environment},
                ],
                "Timestamp": at,
                "Value": value,
            }
            for name, value in values.items()
        ],
    )


def test_counts_the_requests_of_the_environment_in_the_window_only(
    clients: Clients, environment: str
) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    measured(clients, environment, now - timedelta(minutes=2), Count=30, **{"5XXError": 2})
    measured(clients, environment, now - timedelta(minutes=4), Count=12)
    measured(clients, environment, now - timedelta(minutes=9), Count=500)
    measured(clients, f"{environment}x", now - timedelta(minutes=2), Count=900)

    read = InspectionGateway(environment).traffic(now - timedelta(minutes=5), now)

    assert (read.minutes, read.requests, read.failed) == (5, 42, 2)


def test_where_nothing_was_measured_nothing_is_known(environment: str) -> None:
    now = datetime.now(UTC)
    read = InspectionGateway(environment).traffic(now - timedelta(seconds=5), now)
    assert (read.minutes, read.requests, read.failed, read.p95) == (1, 0, 0, None)


def alarm(clients: Clients, name: str, **settings: Any) -> None:
    clients.of("cloudwatch").put_metric_alarm(
        AlarmName=name,
        Namespace="test",
        MetricName="errors",
        Statistic="Sum",
        Period=60,
        EvaluationPeriods=1,
        Threshold=1,
        ComparisonOperator="GreaterThanThreshold",
        # So that it stays as it is set.
        TreatMissingData="ignore",
        **settings,
    )


def test_tells_each_alarm_with_its_state_and_whether_anybody_is_told(
    clients: Clients, environment: str
) -> None:
    topic = clients.of("sns").create_topic(Name=f"{environment}-urgent")["TopicArn"]
    prefix = f"clinical-trial-{environment}"
    alarm(clients, f"{prefix}-a", AlarmActions=[topic])
    alarm(clients, f"{prefix}-b", AlarmActions=[topic], ActionsEnabled=False)
    alarm(clients, f"{prefix}-c")
    alarm(clients, f"{prefix}x-other", AlarmActions=[topic])
    for name in (f"{prefix}-b", f"{prefix}-c"):
        clients.of("cloudwatch").set_alarm_state(
            AlarmName=name, StateValue="OK", StateReason="test"
        )

    read = InspectionGateway(environment).alarms()

    assert [(one.name.removeprefix(prefix), one.state, one.tells) for one in read] == [
        ("-a", "INSUFFICIENT_DATA", True),
        ("-b", "OK", False),
        ("-c", "OK", False),
    ]
    assert all(datetime.now(UTC) - one.since < timedelta(minutes=5) for one in read)


def test_tells_what_could_not_be_had_back(
    clients: Clients, environment: str, ledger: LedgerGateway
) -> None:
    for maker in (names.frontend_bucket, names.releases_bucket):
        Bucket(clients, maker(environment))
    clients.s3.create_bucket(Bucket=names.documents_bucket(environment))
    release = builders.release().model_copy(update={"database_cluster_id": environment})

    without = InspectionGateway(environment).backups(release)
    clients.rds.create_db_cluster(
        DBClusterIdentifier=environment,
        Engine="aurora-postgresql",
        MasterUsername="someone",
        MasterUserPassword="long-enough-a-word",
        BackupRetentionPeriod=35,
    )
    clients.of("dynamodb").update_continuous_backups(
        TableName=names.ledger_table(environment),
        PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True},
    )
    read = InspectionGateway(environment).backups(release)

    assert (without.retention_days, without.restorable_until) == (None, None)
    assert not without.ledger_recovery
    assert read.retention_days == 35
    assert read.ledger_recovery
    assert read.unversioned == (names.documents_bucket(environment),)
