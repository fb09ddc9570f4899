"""What AWS tells of the platform's operation. I/O: reads only, of six services.

The web ACL and the alarms on global metrics lie in us-east-1, wherever the platform does.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from botocore.exceptions import ClientError

from automation.core import names
from automation.core.names import PROJECT
from automation.core.readings import AlarmReading, Backups, Protection, Traffic
from automation.core.release import Release
from automation.gateways.aws import GLOBAL_REGION, client, current_region, error_code

_MINUTE: Final = 60
_METRICS: Final = (("requests", "Count", "Sum"), ("failed", "5XXError", "Sum"))
_CLOSED: Final = {
    "BlockPublicAcls",
    "BlockPublicPolicy",
    "IgnorePublicAcls",
    "RestrictPublicBuckets",
}


class InspectionGateway:
    """One environment."""

    def __init__(self, environment: str) -> None:
        self.environment = environment
        self._cloudwatch: Any = client("cloudwatch")
        self._s3: Any = client("s3")

    def traffic(self, since: datetime, now: datetime) -> Traffic:
        """Requests to the API as API Gateway counts them, with the 95th percentile over all.

        Source: API Gateway Developer Guide, "Amazon API Gateway dimensions and metrics".
        """
        minutes = max(1, round((now - since) / timedelta(minutes=1)))
        start = now - timedelta(minutes=minutes)
        queries = [self._query(name, metric, stat, _MINUTE) for name, metric, stat in _METRICS]
        queries.append(self._query("p95", "Latency", "p95", minutes * _MINUTE))
        answer = self._cloudwatch.get_metric_data(
            MetricDataQueries=queries, StartTime=start, EndTime=now
        )
        values = {one["Id"]: one["Values"] for one in answer["MetricDataResults"]}
        return Traffic(
            minutes=minutes,
            requests=sum(values.get("requests", ())),
            failed=sum(values.get("failed", ())),
            p95=max(values.get("p95") or (), default=None),
        )

    def alarms(self) -> tuple[AlarmReading, ...]:
        """The environment's metric alarms, by name."""
        regions = {current_region(), GLOBAL_REGION}
        found = (alarm for region in regions for alarm in self._alarms_of(region))
        return tuple(sorted(found, key=lambda alarm: alarm.name))

    def protection(self, release: Release) -> Protection:
        """Firewall, buckets and transport."""
        distribution = client("cloudfront").get_distribution_config(
            Id=release.frontend.distribution_id
        )["DistributionConfig"]
        return Protection(
            acl_rules=self._rules(distribution.get("WebACLId", "")),
            open_buckets=tuple(name for name in self._buckets() if not self._is_closed(name)),
            plain_http=tuple(_plain_http(distribution)),
        )

    def backups(self, release: Release) -> Backups:
        """Database, buckets and ledger."""
        cluster = self._cluster(release.database_cluster_id)
        return Backups(
            retention_days=int(cluster["BackupRetentionPeriod"]) if cluster else None,
            restorable_until=cluster.get("LatestRestorableTime") if cluster else None,
            unversioned=tuple(name for name in self._buckets() if not self._is_versioned(name)),
            ledger_recovery=self._ledger_recovery(),
        )

    def _query(self, name: str, metric: str, stat: str, period: int) -> dict[str, Any]:
        dimensions = {
            "ApiName": f"{PROJECT}-{self.environment}",
            "Stage": self.environment,
        }
        return {
            "Id": name,
            "ReturnData": True,
            "MetricStat": {
                "Metric": {
                    "Namespace": "AWS/ApiGateway",
                    "MetricName": metric,
                    "Dimensions": [{"Name": k, "Value": v} for k, v in dimensions.items()],
                },
                "Period": period,
                "Stat": stat,
            },
        }

    def _alarms_of(self, region: str) -> Iterator[AlarmReading]:
        pages = (
            client("cloudwatch", region)
            .get_paginator("describe_alarms")
            .paginate(AlarmNamePrefix=f"{PROJECT}-{self.environment}-")
        )
        for page in pages:
            for alarm in page.get("MetricAlarms", ()):
                yield AlarmReading(
                    name=alarm["AlarmName"],
                    state=alarm["StateValue"],
                    since=alarm["StateUpdatedTimestamp"],
                    tells=bool(alarm["ActionsEnabled"] and alarm["AlarmActions"]),
                )

    def _rules(self, acl_arn: str) -> tuple[str, ...] | None:
        """Source: AWS WAF API reference, GetWebACL; the ARN ends with `webacl/<name>/<id>`."""
        if not acl_arn:
            return None
        _, name, identifier = acl_arn.rsplit("/", 2)
        acl = client("wafv2", GLOBAL_REGION).get_web_acl(
            Name=name, Id=identifier, Scope="CLOUDFRONT"
        )["WebACL"]
        return tuple(rule["Name"] for rule in acl["Rules"])

    def _buckets(self) -> tuple[str, ...]:
        makers = (
            names.frontend_bucket,
            names.documents_bucket,
            names.releases_bucket,
            names.audit_bucket,
        )
        return tuple(maker(self.environment) for maker in makers)

    def _is_closed(self, bucket: str) -> bool:
        try:
            block = self._s3.get_public_access_block(Bucket=bucket)
        except ClientError as error:
            if error_code(error) == "NoSuchPublicAccessBlockConfiguration":
                return False
            raise
        settings = block["PublicAccessBlockConfiguration"]
        return all(settings.get(name) for name in _CLOSED)

    def _is_versioned(self, bucket: str) -> bool:
        return bool(self._s3.get_bucket_versioning(Bucket=bucket).get("Status") == "Enabled")

    def _cluster(self, identifier: str) -> dict[str, Any] | None:
        try:
            found = client("rds").describe_db_clusters(DBClusterIdentifier=identifier)
        except ClientError as error:
            if error_code(error) == "DBClusterNotFoundFault":
                return None
            raise
        cluster: dict[str, Any] = found["DBClusters"][0]
        return cluster

    def _ledger_recovery(self) -> bool:
        told = client("dynamodb").describe_continuous_backups(
            TableName=names.ledger_table(self.environment)
        )["ContinuousBackupsDescription"]
        recovery = told.get("PointInTimeRecoveryDescription", {})
        return bool(recovery.get("PointInTimeRecoveryStatus") == "ENABLED")


def _plain_http(distribution: dict[str, Any]) -> Iterator[str]:
    behaviours = distribution.get("CacheBehaviors", {}).get("Items") or []
    for behaviour in (distribution["DefaultCacheBehavior"], *behaviours):
        if behaviour["ViewerProtocolPolicy"] == "allow-all":
            yield behaviour.get("PathPattern", "*")
