"""What whoever delivers messages may do, and nothing beyond the stack's own channels."""

from automation.core.notification_settings import NotificationSettings
from components.access_policies import Place
from components.telling_policy import deliver
from tests.builders import notification_settings

PLACE = Place("prod", "eu-central-1", "123456789012", "state", "key")


def test_nothing_is_allowed_where_nothing_is_set_up() -> None:
    assert deliver(PLACE, NotificationSettings()) == []


def test_each_secret_the_sender_and_the_topic_are_named() -> None:
    arn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:pd-AbCdEf"
    settings = notification_settings(pagerduty={"routingKeySecret": arn}, statuspage=None)

    outbox, secrets, mail, topic = deliver(PLACE, settings)

    keys = outbox["Condition"]["ForAllValues:StringLike"]["dynamodb:LeadingKeys"]
    assert (outbox["Action"], keys) == (["dynamodb:PutItem"], ["OUTBOX"])
    prefix = "arn:aws:secretsmanager:eu-central-1:123456789012:secret"
    assert secrets["Action"] == ["secretsmanager:GetSecretValue"]
    assert secrets["Resource"] == [arn, f"{prefix}:trial/slack-??????"]
    assert mail["Action"] == ["ses:SendEmail"]
    assert [each.rpartition("/")[2] for each in mail["Resource"]] == [
        "trial@clinic.example",
        "clinic.example",
    ]
    assert topic["Action"] == ["sns:Publish"]
    assert topic["Resource"] == ["arn:aws:sns:us-east-1:123456789012:operations"]


def test_a_mail_server_needs_its_login_alone() -> None:
    smtp = {"host": "mail.clinic.example", "loginSecret": "trial/smtp"}
    email = {"sender": "t@clinic.example", "users": ["a@b.example"], "smtp": smtp}
    only = notification_settings(pagerduty=None, slack=None, sns=None, statuspage=None, email=email)

    _, secrets = deliver(PLACE, only)

    assert secrets["Resource"][0].endswith(":secret:trial/smtp-??????")
