"""What whoever delivers messages may do: statements of an IAM policy. Pure.

The outbox itself is the ledger, which a run's role may write already.
"""

from automation.core.notification_settings import NotificationSettings
from components.access_policies import Place, Statement, allow


def deliver(place: Place, settings: NotificationSettings) -> list[Statement]:
    """Read the channels' secrets, send by SES as the sender alone, publish to the one topic."""
    statements = []
    secrets = _secrets(place, settings)
    if secrets:
        statements.append(allow(["secretsmanager:GetSecretValue"], secrets))
    if settings.email is not None and settings.email.smtp is None:
        statements.append(allow(["ses:SendEmail"], _identities(place, settings.email.sender)))
    if settings.sns is not None:
        statements.append(allow(["sns:Publish"], [settings.sns.topic_arn]))
    return statements


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
