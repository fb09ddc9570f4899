"""Everything of an environment that a rollback could change, as AWS shows it. I/O: reads AWS."""

from dataclasses import dataclass
from typing import Any

from automation.core.names import (
    ALIAS,
    SERVICES,
    frontend_bucket,
    function_name,
    ledger_table,
    releases_bucket,
)
from sandbox.demo.aws import client
from sandbox.demo.stage import Stage
from tests.e2e.canary import STATE_BUCKET


@dataclass(frozen=True)
class Snapshot:
    """One reading; two that are equal mean that nothing was changed.

    Attributes:
        ledger: every item but requests for approvals and the audit: asking is no change.
        contents: current files of the site with the digest of what they hold.
        states: names of the checkpoints that the backend keeps, one an update.
    """

    aliases: dict[str, Any]
    published: dict[str, tuple[str, ...]]
    files: tuple[str, ...]
    contents: dict[str, str]
    releases: tuple[str, ...]
    invalidations: tuple[str, ...]
    throttle: dict[str, float]
    thresholds: dict[str, float]
    ledger: tuple[str, ...]
    states: tuple[str, ...]

    def versions(self) -> dict[str, str]:
        """Service -> version that its alias points at."""
        return {service: str(self.aliases[service]["FunctionVersion"]) for service in self.aliases}

    def in_force(self) -> tuple[object, ...]:
        """What users and the next deployment meet, without the traces of how it came about.

        An alias that was moved and moved back has a new revision, a file a new version.
        """
        weights = {name: alias["RoutingConfig"] or {} for name, alias in self.aliases.items()}
        hold = [item for item in self.ledger if "'HOLD'" in item]
        verdicts = [item for item in self.ledger if "'RELEASE'" in item]
        parts = (self.published, self.contents, self.releases, self.throttle, self.thresholds)
        return (self.versions(), weights, *parts, hold, verdicts, self.states)


def take_snapshot(stage: Stage, environment: str) -> Snapshot:
    """Read an environment."""
    functions = client(stage, "lambda")
    names = {service: function_name(service, environment) for service in SERVICES}
    return Snapshot(
        aliases={service: _alias(functions, name) for service, name in names.items()},
        published={service: _published(functions, name) for service, name in names.items()},
        files=_versions(stage, frontend_bucket(environment)),
        contents=_contents(stage, frontend_bucket(environment)),
        releases=_versions(stage, releases_bucket(environment)),
        invalidations=_invalidations(stage, environment),
        throttle=_throttle(stage, environment),
        thresholds=_thresholds(stage, environment),
        ledger=_ledger(stage, environment),
        states=_states(stage, environment),
    )


def _alias(functions: Any, name: str) -> Any:
    answer = functions.get_alias(FunctionName=name, Name=ALIAS)
    return {key: answer.get(key) for key in ("FunctionVersion", "RevisionId", "RoutingConfig")}


def _published(functions: Any, name: str) -> tuple[str, ...]:
    pages = functions.get_paginator("list_versions_by_function").paginate(FunctionName=name)
    return tuple(
        f"{item['Version']} {item['CodeSha256']}" for page in pages for item in page["Versions"]
    )


def _versions(stage: Stage, bucket: str) -> tuple[str, ...]:
    pages = client(stage, "s3").get_paginator("list_object_versions").paginate(Bucket=bucket)
    found = [
        f"{item['Key']} {item['VersionId']} {kind} {item['IsLatest']}"
        for page in pages
        for kind in ("Versions", "DeleteMarkers")
        for item in page.get(kind, ())
    ]
    return tuple(sorted(found))


def _contents(stage: Stage, bucket: str) -> dict[str, str]:
    pages = client(stage, "s3").get_paginator("list_objects_v2").paginate(Bucket=bucket)
    return {item["Key"]: item["ETag"] for page in pages for item in page.get("Contents", ())}


def _states(stage: Stage, environment: str) -> tuple[str, ...]:
    s3 = client(stage, "s3")
    pages = s3.get_paginator("list_objects_v2").paginate(
        Bucket=STATE_BUCKET, Prefix=".pulumi/history/"
    )
    keys = [item["Key"] for page in pages for item in page.get("Contents", ())]
    return tuple(sorted(key for key in keys if f"/{environment}-" in key))


def _invalidations(stage: Stage, environment: str) -> tuple[str, ...]:
    cloudfront = client(stage, "cloudfront")
    listed = cloudfront.list_distributions()["DistributionList"].get("Items", [])
    origin = frontend_bucket(environment) + "."
    found: list[str] = []
    for distribution in listed:
        if any(each["DomainName"].startswith(origin) for each in distribution["Origins"]["Items"]):
            answer = cloudfront.list_invalidations(DistributionId=distribution["Id"])
            found += [item["Id"] for item in answer["InvalidationList"].get("Items", [])]
    return tuple(sorted(found))


def _throttle(stage: Stage, environment: str) -> dict[str, float]:
    gateway = client(stage, "apigateway")
    for api in gateway.get_rest_apis()["items"]:
        for found in gateway.get_stages(restApiId=api["id"])["item"]:
            if found["stageName"] == environment:
                settings = found.get("methodSettings", {})
                return {path: each["throttlingRateLimit"] for path, each in settings.items()}
    return {}


def _thresholds(stage: Stage, environment: str) -> dict[str, float]:
    pages = client(stage, "cloudwatch").get_paginator("describe_alarms").paginate()
    return {
        alarm["AlarmName"]: alarm["Threshold"]
        for page in pages
        for alarm in page["MetricAlarms"]
        if f"-{environment}-" in alarm["AlarmName"]
    }


_OF_ASKING = ("APPROVAL", "SIGNATURE", "AUDIT", "LEASE")


def _ledger(stage: Stage, environment: str) -> tuple[str, ...]:
    """Leases are left out too: a run that is refused takes and gives back its lease."""
    pages = client(stage, "dynamodb").get_paginator("scan")
    found = pages.paginate(TableName=ledger_table(environment))
    items = [item for page in found for item in page["Items"]]
    return tuple(sorted(str(item) for item in items if item["pk"]["S"] not in _OF_ASKING))
