"""How a stack tells people: channels, addresses, names of secrets, never their values. Pure.

It is part of the settings (`notifications` in Pulumi.yaml) and goes along in each release record,
so that commands and functions know it without the repository. A channel that is not named is off.
"""

import re
from typing import Annotated, Final, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from pydantic.alias_generators import to_camel

_ADDRESS: Final = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+")
_PLAIN_HOSTS: Final = frozenset({"localhost", "127.0.0.1", "::1"})


def _address(value: str) -> str:
    if not _ADDRESS.fullmatch(value):
        raise ValueError(f"{value!r} is no mail address")
    return value


def _secret(value: str) -> str:
    """A secret's value where its name belongs would end up in release records."""
    if not re.fullmatch(r"arn:aws[a-z-]*:secretsmanager:\S+|[\w/+=.@-]{1,512}", value):
        raise ValueError("that is neither the name nor the ARN of a secret in Secrets Manager")
    if value.startswith(("xoxb-", "xoxp-", "xapp-")):
        raise ValueError("that is a token; put it into Secrets Manager and name the secret here")
    return value


Address = Annotated[str, AfterValidator(_address)]
# Source: SES API v2 reference, SendEmail: 50 recipients. More are a mailing list's matter.
Addresses = Annotated[tuple[Address, ...], Field(max_length=50)]
SecretName = Annotated[str, AfterValidator(_secret)]
SlackChannel = Annotated[str, Field(pattern=r"^(#[\w-]{1,80}|[CG][A-Z0-9]{6,})$")]


class _Part(BaseModel):
    """Frozen and closed; in the settings in camel case."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", alias_generator=to_camel, populate_by_name=True
    )


class PagerDutySettings(_Part):
    """PagerDuty. Attributes: the secret holds the integration key of an Events API v2 service."""

    routing_key_secret: SecretName


class SlackSettings(_Part):
    """Slack, by a bot's token, or by a webhook for each of the two channels.

    Attributes:
        token_secret: a bot token with the right `chat:write`.
        alerts: channel of the operations team.
        status: channel of the development team and the product owner.
    """

    token_secret: SecretName | None = None
    alerts: SlackChannel = "#alerts"
    status: SlackChannel = "#clinical-trial-status"
    alerts_webhook_secret: SecretName | None = None
    status_webhook_secret: SecretName | None = None

    @model_validator(mode="after")
    def _is_one_of_both(self) -> Self:
        webhooks = (self.alerts_webhook_secret, self.status_webhook_secret)
        if (self.token_secret is None) != all(webhooks) or (self.token_secret and any(webhooks)):
            raise ValueError(
                "slack needs tokenSecret, or alertsWebhookSecret and statusWebhookSecret"
            )
        return self


class SmtpSettings(_Part):
    """A mail server. Attributes: the secret holds {"username": …, "password": …}."""

    host: str = Field(pattern=r"^[\w.:-]+$")
    port: int = Field(default=587, ge=1, le=65535, description="465 speaks TLS from the start")
    login_secret: SecretName | None = None

    @property
    def is_here(self) -> bool:
        """Whether it is on this machine, where alone TLS may be missing."""
        return self.host in _PLAIN_HOSTS


class EmailSettings(_Part):
    """E-mail: by SES, unless a mail server is named."""

    sender: Address
    development: Addresses = ()
    stakeholders: Addresses = ()
    users: Addresses = ()
    smtp: SmtpSettings | None = None


class SnsSettings(_Part):
    """A topic of the operations team, for text messages and what else subscribes to topics."""

    topic_arn: str = Field(pattern=r"^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w.-]+$")


class StatusPageSettings(_Part):
    """A page of Statuspage. Attributes: the secret holds an API key."""

    page_id: str = Field(pattern=r"^[A-Za-z0-9]+$")
    api_key_secret: SecretName


class NotificationSettings(_Part):
    """All channels of a stack; without any, nobody is told.

    Attributes:
        post_mortem_working_days: days after the end of a rollback that the post-mortem is held on.
        post_mortem_hour: at which hour, in UTC.
    """

    pagerduty: PagerDutySettings | None = None
    slack: SlackSettings | None = None
    email: EmailSettings | None = None
    sns: SnsSettings | None = None
    statuspage: StatusPageSettings | None = None
    post_mortem_working_days: int = Field(default=3, ge=1, le=30)
    post_mortem_hour: int = Field(default=10, ge=0, le=23)

    @property
    def secrets(self) -> frozenset[str]:
        """Names or ARNs of all secrets that delivering needs."""
        named = (
            self.pagerduty and self.pagerduty.routing_key_secret,
            self.slack and self.slack.token_secret,
            self.slack and self.slack.alerts_webhook_secret,
            self.slack and self.slack.status_webhook_secret,
            self.email and self.email.smtp and self.email.smtp.login_secret,
            self.statuspage and self.statuspage.api_key_secret,
        )
        return frozenset(name for name in named if name)
