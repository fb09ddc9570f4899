"""A platform in miniature with the project's own alarms, a rule and a function that hears them."""

import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event
from typing import Any
from uuid import uuid4

from tests.functional.sandbox import functions
from tests.functional.sandbox.clients import Clients
from tests.functional.sandbox.deployment import Deployment
from tests.functional.sandbox.monitoring.declaring import declare_alarms

LIMIT_SECONDS = 180
BROKEN = "def handle(event, context):\n    raise KeyError('CONSENT_FORM')\n"
HEARING = """
import json, boto3
def handle(event, context):
    key = event["id"] + "-" + context.aws_request_id
    boto3.client("s3").put_object(Bucket="BUCKET", Key=key, Body=json.dumps(event))
"""


def until(look: Callable[[], Any]) -> Any:
    """What a look finds, once it finds something."""
    deadline = time.monotonic() + LIMIT_SECONDS
    while True:
        found = look()
        if found:
            return found
        assert time.monotonic() < deadline
        time.sleep(0.2)


class Watched(Deployment):
    """What the alarms watch, and who is told."""

    def __init__(self, clients: Clients, environment: str, site_url: str) -> None:
        # Metrics go by the API's name, and outlive it.
        super().__init__(clients, environment, site_url, f"test-{environment}-{uuid4().hex[:8]}")
        self.listener = f"listener-{uuid4().hex[:8]}"
        self.heard_in = f"heard-{uuid4().hex[:8]}"
        self.rule = f"alarms-{self.listener}"
        clients.s3.create_bucket(Bucket=self.heard_in)
        functions.create(
            clients, self.listener, HEARING.replace("BUCKET", self.heard_in), Timeout=60
        )

    def declare_alarms(self, health_check_id: str = "none") -> dict[str, str]:
        """Exactly the component's triggers; name of the trigger -> name of the alarm."""
        return declare_alarms(self, health_check_id)

    def declare_any_failure(self) -> str:
        """An alarm without a least number of requests, to see when a failure was judged."""
        name = f"any-failure-{self.api_name}"
        self.clients.of("cloudwatch").put_metric_alarm(
            AlarmName=name,
            Namespace="AWS/ApiGateway",
            MetricName="5XXError",
            Dimensions=[
                {"Name": "ApiName", "Value": self.api_name},
                {"Name": "Stage", "Value": self.environment},
            ],
            Statistic="Sum",
            Period=60,
            EvaluationPeriods=1,
            Threshold=0,
            ComparisonOperator="GreaterThanThreshold",
        )
        return name

    def declare_rule(self, **pattern: Any) -> str:
        """A rule for alarms, with the listener as its target; its ARN."""
        events = self.clients.of("events")
        whole = {"source": ["aws.cloudwatch"], "detail-type": ["CloudWatch Alarm State Change"]}
        arn = events.put_rule(Name=self.rule, EventPattern=json.dumps(whole | pattern))["RuleArn"]
        return str(arn)

    def target_listener(self, **settings: Any) -> None:
        target = {"Id": "listener", "Arn": self.listener_arn, **settings}
        self.clients.of("events").put_targets(Rule=self.rule, Targets=[target])

    def let_in(self, rule_arn: str) -> None:
        self.clients.lambda_.add_permission(
            FunctionName=self.listener,
            StatementId="rule",
            Action="lambda:InvokeFunction",
            Principal="events.amazonaws.com",
            SourceArn=rule_arn,
        )

    @property
    def listener_arn(self) -> str:
        found = self.clients.lambda_.get_function(FunctionName=self.listener)
        return str(found["Configuration"]["FunctionArn"])

    def state(self, alarm: str) -> str:
        [found] = self.clients.of("cloudwatch").describe_alarms(AlarmNames=[alarm])["MetricAlarms"]
        return str(found["StateValue"])

    def until_state(self, alarm: str, state: str) -> None:
        until(lambda: self.state(alarm) == state)

    def heard(self) -> list[Any]:
        """The events that the listener got."""
        listed = self.clients.s3.list_objects_v2(Bucket=self.heard_in).get("Contents", [])
        listed.sort(key=lambda item: item["LastModified"])
        bodies = (
            self.clients.s3.get_object(Bucket=self.heard_in, Key=item["Key"])["Body"]
            for item in listed
        )
        return [json.loads(body.read()) for body in bodies]

    def heard_of(self, state: str) -> list[Any]:
        return [event for event in self.heard() if event["detail"]["state"]["value"] == state]

    @contextmanager
    def users(self, number: int = 4, path: str = "/api/subjects") -> Iterator[None]:
        """So many users who ask all the time."""
        ended = Event()

        def ask() -> None:
            while not ended.is_set():
                self.get(path)

        with ThreadPoolExecutor(number) as pool:
            asking = [pool.submit(ask) for _ in range(number)]
            try:
                yield
            finally:
                ended.set()
        for each in asking:
            each.result()

    def remove(self) -> None:
        cloudwatch = self.clients.of("cloudwatch")
        alarms = cloudwatch.describe_alarms()["MetricAlarms"]
        cloudwatch.delete_alarms(AlarmNames=[alarm["AlarmName"] for alarm in alarms])
        self._remove_rule()
        self.clients.lambda_.delete_function(FunctionName=self.listener)
        super().remove()

    def _remove_rule(self) -> None:
        events = self.clients.of("events")
        if self.rule in [rule["Name"] for rule in events.list_rules()["Rules"]]:
            events.remove_targets(Rule=self.rule, Ids=["listener"])
            events.delete_rule(Name=self.rule)
