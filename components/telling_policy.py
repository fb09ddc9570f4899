"""What whoever delivers messages may do: statements of an IAM policy. Pure.

Who runs something writes the outbox, a partition of the ledger, and delivers beside it.
"""

from automation.core import names
from automation.core.notification_settings import NotificationSettings
from automation.core.partitions import OUTBOX
from automation.core.telling import is_anything_set_up
from components.access_policies import Place, Statement, allow, in_ledger


def deliver(place: Place, settings: NotificationSettings) -> list[Statement]:
    """Write the outbox, read the channels' secrets, send by SES as the sender alone, publish to
    the one topic; nothing where no channel is set up."""
    if not is_anything_set_up(settings):
        return []
    statements = [in_ledger(place, "dynamodb:PutItem", OUTBOX)]
    secrets = _secrets(place, settings)
    if secrets:
        statements.append(allow(["secretsmanager:GetSecretValue"], secrets))
    if settings.email is not None and settings.email.smtp is None:
        statements.append(allow(["ses:SendEmail"], _identities(place, settings.email.sender)))
    if settings.sns is not None:
        statements.append(allow(["sns:Publish"], [settings.sns.topic_arn]))
    return statements


def deliver_from_aws(place: Place, settings: NotificationSettings) -> list[Statement]:
    """The same for a function that does nothing else: it reads the outbox, and in the newest
    release's record who is told."""
    bucket = f"arn:aws:s3:::{names.releases_bucket(place.environment)}"
    return [
        *deliver(place, settings),
        in_ledger(place, "dynamodb:Query", OUTBOX),
        allow(["s3:ListBucket", "s3:ListBucketVersions"], bucket),
        allow(["s3:GetObject", "s3:GetObjectVersion"], f"{bucket}/*"),
    ]


def _secrets(place: Place, settings: NotificationSettings) -> list[str]:
    """Source: Secrets Manager user guide, "IAM policy examples": a secret's ARN ends with its name
    and six characters that nobody knows beforehand."""
    prefix = f"arn:aws:secretsmanager:{place.region}:{place.account}:secret"
    return [
        name if name.startswith("arn:") else f"{prefix}:{name}-??????"
        for name in sorted(settings.secrets)
    ]


def _identities(place: Place, sender: str) -> list[str]:
    """Either the address or its domain is verified.

    Source: Service Authorization Reference, "Amazon Simple Email Service v2", SendEmail.
    """
    prefix = f"arn:aws:ses:{place.region}:{place.account}:identity"
    return [f"{prefix}/{sender}", f"{prefix}/{sender.partition('@')[2]}"]
