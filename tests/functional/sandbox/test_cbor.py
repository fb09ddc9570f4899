"""CloudWatch by Smithy RPC v2 CBOR, as the AWS SDK for Go speaks it."""

import urllib.error
import urllib.request
from datetime import UTC, datetime
from typing import Any

import cbor2
import pytest

from sandbox.state import Running

pytestmark = pytest.mark.functional
ALARM = {
    "AlarmName": "by-cbor",
    "ComparisonOperator": "GreaterThanThreshold",
    "EvaluationPeriods": 1,
    "MetricName": "Errors",
    "Namespace": "AWS/Lambda",
    "Period": 60,
    "Statistic": "Sum",
    "Threshold": 1.5,
}


def call(server: Running, operation: str, parameters: dict[str, Any]) -> tuple[int, Any, Any]:
    request = urllib.request.Request(  # noqa: S310 - loopback
        f"{server.endpoint}/service/GraniteServiceVersion20100801/operation/{operation}",
        cbor2.dumps(parameters),
        {"Content-Type": "application/cbor", "smithy-protocol": "rpc-v2-cbor"},
    )
    try:
        with urllib.request.urlopen(request) as answer:  # noqa: S310 - loopback
            return answer.status, cbor2.loads(answer.read()), answer.headers
    except urllib.error.HTTPError as error:
        return error.code, cbor2.loads(error.read()), error.headers


def test_what_is_put_by_cbor_is_described_by_cbor(server: Running) -> None:
    status, _, headers = call(server, "PutMetricAlarm", ALARM)
    _, described, _ = call(server, "DescribeAlarms", {"AlarmNames": ["by-cbor"]})

    alarm = described["MetricAlarms"][0]
    assert (status, headers["smithy-protocol"]) == (200, "rpc-v2-cbor")
    assert alarm["Threshold"] == 1.5
    assert alarm["StateUpdatedTimestamp"].tzinfo is not None


def test_a_time_that_is_sent_arrives_as_one(server: Running) -> None:
    datum = {"MetricName": "m", "Timestamp": datetime.now(UTC), "Value": 1.0}

    status, _, _ = call(server, "PutMetricData", {"Namespace": "n", "MetricData": [datum]})

    assert status == 200


def test_an_error_has_its_code_in_the_document_and_in_the_header(server: Running) -> None:
    status, document, headers = call(server, "GetDashboard", {"DashboardName": "none"})

    assert (status, document["__type"]) == (404, "ResourceNotFound")
    assert headers["x-amzn-query-error"] == "ResourceNotFound;Sender"


def test_an_operation_that_is_missing_is_not_worth_a_retry(server: Running) -> None:
    rule = {"AlarmName": "both", "AlarmRule": "TRUE"}

    status, document, _ = call(server, "PutCompositeAlarm", rule)

    assert status == 501
    assert "put_composite_alarm" in document["message"]
