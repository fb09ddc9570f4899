"""SNS on the sandbox: what a queue gets that subscribes to the topic."""

import json
from uuid import uuid4

import pytest

from automation.core.notification_settings import SnsSettings
from automation.gateways.channels.sns import SnsChannel, body_of
from tests.functional.automation.channels.parcels import huge, parcel
from tests.functional.automation.channels.refusing import refused
from tests.functional.sandbox.clients import Clients

pytestmark = pytest.mark.functional


def test_a_subscriber_gets_the_text_and_what_filters_need(aws: None, clients: Clients) -> None:
    name = f"operations-{uuid4().hex[:8]}"
    topic = clients.of("sns").create_topic(Name=name)["TopicArn"]
    queue = clients.of("sqs").create_queue(QueueName=name)["QueueUrl"]
    clients.of("sns").subscribe(
        TopicArn=topic, Protocol="sqs", Endpoint=f"arn:aws:sqs:us-east-1:123456789012:{name}"
    )

    receipt = SnsChannel(SnsSettings(topic_arn=topic)).deliver(parcel("sns"))

    (message,) = clients.of("sqs").receive_message(QueueUrl=queue)["Messages"]
    told = json.loads(message["Body"])
    assert told["MessageId"] == receipt.reference
    assert "Issue: the page is broken" in told["Message"]
    assert told["Subject"].startswith("[prod] ROLLBACK ALERT")
    assert told["MessageAttributes"]["kind"]["Value"] == "initiated"


def test_a_topic_that_is_gone_is_final(aws: None) -> None:
    gone = SnsSettings(topic_arn="arn:aws:sns:us-east-1:123456789012:gone")

    assert refused(lambda: SnsChannel(gone).deliver(parcel("sns"))).is_final


def test_whatever_is_typed_fits() -> None:
    body = body_of(huge("sns"))

    assert len(body["Message"].encode()) < 256 * 1024
    assert len(body["Subject"]) < 100
    assert body["Subject"].isascii()
    assert body["Subject"].isprintable()
    assert len(json.loads(body["Message"])["sms"]) <= 400
