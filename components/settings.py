"""What a person decides about an environment, checked once, frozen after. Pure.

The schema with types and defaults is in Pulumi.yaml; `components.configuration` reads the values.
"""

import hashlib
import ipaddress
import json
import re
from collections.abc import Mapping
from typing import Any, Final, Self

import pulumi
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator
from pydantic.alias_generators import to_camel

from automation.core.contacts import Contacts
from automation.core.names import Environment
from automation.core.notification_settings import NotificationSettings
from automation.core.policy import insist_on_bounds
from automation.core.release import AutomaticRollback, Override

ROLES: Final = (
    "on-call-engineer",
    "team-lead",
    "security-team",
    "database-administrator",
    "release-approver",
)
# Source: CloudWatch Logs API reference, PutRetentionPolicy.
LOG_RETENTION_STEPS: Final = (
    *(1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731),
    *(1096, 1827, 2192, 2557, 2922, 3288, 3653),
)
_ARN: Final = re.compile(r"arn:aws[a-z-]*:(iam|sts)::\d{12}:\S+")
_DOMAIN: Final = re.compile(r"([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")


class Settings(BaseModel):
    """Everything about an environment that a person decides."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        alias_generator=to_camel,
        populate_by_name=True,
        arbitrary_types_allowed=True,
    )

    environment: Environment
    region: str = Field(pattern=r"^[a-z]{2}(-[a-z]+)+-\d$")
    allowed_account_ids: tuple[str, ...] = Field(min_length=1)
    vpc_cidr: str
    availability_zones: tuple[str, str]
    function_memory: int = Field(ge=128, le=10240, description="MiB")
    function_timeout: int = Field(ge=1, le=29, description="seconds")
    function_reserved_concurrency: int = Field(ge=-1, le=1000)
    log_retention_days: int
    database_instances: int = Field(ge=1, le=15)
    database_min_capacity: float = Field(ge=0.5, le=256, multiple_of=0.5)
    database_max_capacity: float = Field(ge=1, le=256, multiple_of=0.5)
    rollback_window_days: int = Field(ge=1)
    noncurrent_retention_days: int = Field(ge=1)
    audit_retention_days: int = Field(ge=1, le=36500)
    alarm_email: str | None = Field(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
    blocked_cidrs: tuple[str, ...]
    throttle_rate: int = Field(ge=1, description="requests a second")
    throttle_burst: int = Field(ge=1, description="requests")
    firewall_rate_limit: int = Field(ge=10, le=2_000_000_000, description="requests in 5 minutes")
    roles: dict[str, tuple[str, ...]]
    contacts: Contacts | None
    decision_matrix: dict[str, Override]
    notifications: NotificationSettings
    protected_branch: str = Field(pattern=r"^[A-Za-z0-9][\w./-]*$")
    site_domain: str | None
    site_certificate_arn: str | None
    bake_minutes: int = Field(ge=0, le=1440)
    automatic_rollback: AutomaticRollback
    manage_api_gateway_account: bool
    github_repository: str | None = Field(pattern=r"^[\w.-]+/[\w.-]+$")
    github_people: dict[str, str]
    github_provider_arn: str | None = Field(
        pattern=r"^arn:aws[a-z-]*:iam::\d{12}:oidc-provider/token\.actions\.githubusercontent\.com$"
    )
    state_bucket: str | None = Field(pattern=r"^[a-z0-9.-]{3,63}$")
    state_key_arn: str | None = Field(pattern=r"^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key/\S+$")
    paging_url: pulumi.Output[str] | None = Field(default=None, exclude=True, repr=False)

    @property
    def keeps_data(self) -> bool:
        """Whether what holds data is protected and outlives the stack: everywhere but in dev."""
        return self.environment != "dev"

    def people_of(self, *roles: str) -> list[str]:
        """Caller ARNs of everybody who has one of the roles, sorted."""
        return sorted({arn for role in roles for arn in self.roles[role]})

    @property
    def digest(self) -> str:
        """SHA-256 over all settings that are no secret, the same for the same values."""
        canonical = json.dumps(self.model_dump(mode="json"), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()

    @field_validator(
        *("alarm_email", "site_domain", "site_certificate_arn", "github_repository"),
        *("github_provider_arn", "state_bucket", "state_key_arn", "contacts"),
        mode="before",
    )
    @classmethod
    def _empty_is_absent(cls, value: Any) -> Any:
        return None if value in ("", {}) else value

    @field_validator("allowed_account_ids")
    @classmethod
    def _are_account_ids(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for account in value:
            _require(re.fullmatch(r"\d{12}", account), f"{account!r} is not an account id")
        return value

    @field_validator("log_retention_days")
    @classmethod
    def _is_a_step(cls, value: int) -> int:
        steps = ", ".join(str(step) for step in LOG_RETENTION_STEPS)
        _require(value in LOG_RETENTION_STEPS, f"{value} is none of CloudWatch's steps {steps}")
        return value

    @field_validator("vpc_cidr")
    @classmethod
    def _fits_two_subnets(cls, value: str) -> str:
        size = ipaddress.IPv4Network(value).prefixlen
        _require(16 <= size <= 24, f"{value} is not between /16 and /24")
        return value

    @field_validator("blocked_cidrs")
    @classmethod
    def _are_ranges(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(str(ipaddress.ip_network(block)) for block in value)

    @field_validator("roles")
    @classmethod
    def _are_known_roles(cls, value: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        for role in ROLES:
            _require(role in value, f"{role} is missing")
        for role, arns in value.items():
            _require(role in ROLES, f"{role!r} is none of {', '.join(ROLES)}")
            for arn in arns:
                _require(_ARN.fullmatch(arn), f"{arn!r} is not the ARN of a caller")
        return value

    @field_validator("decision_matrix")
    @classmethod
    def _tightens(cls, value: dict[str, Override]) -> dict[str, Override]:
        for scenario, override in value.items():
            insist_on_bounds(scenario, override)
            _require(
                override.approver is None or override.approver in ROLES,
                f"{scenario}: {override.approver!r} is none of {', '.join(ROLES)}",
            )
        return value

    @model_validator(mode="after")
    def _fit_together(self) -> Self:
        _require(
            self.noncurrent_retention_days >= self.rollback_window_days,
            f"noncurrentRetentionDays ({self.noncurrent_retention_days}) is shorter than "
            f"rollbackWindowDays ({self.rollback_window_days}): releases could not be returned to",
        )
        _require(
            self.database_min_capacity <= self.database_max_capacity,
            "databaseMinCapacity is greater than databaseMaxCapacity",
        )
        _require(
            all(zone.startswith(self.region) for zone in self.availability_zones)
            and len(set(self.availability_zones)) == 2,
            f"availabilityZones must be two zones of {self.region}",
        )
        return self._site_fits()._workflows_fit()._prod_is_safe()

    def _site_fits(self) -> Self:
        _require(
            (self.site_domain is None) == (self.site_certificate_arn is None),
            "siteDomain and siteCertificateArn belong together: set both or neither",
        )
        if self.site_domain is not None and self.site_certificate_arn is not None:
            _require(_DOMAIN.fullmatch(self.site_domain), f"{self.site_domain!r} is no domain")
            _require(
                ":acm:us-east-1:" in self.site_certificate_arn,
                "siteCertificateArn must lie in us-east-1, where CloudFront looks for it",
            )
        return self

    def _workflows_fit(self) -> Self:
        """One person has one name: two logins of one person would be two people."""
        if self.github_repository is not None:
            _require(
                self.state_bucket and self.state_key_arn,
                "githubRepository needs stateBucket and stateKeyArn, which its workflows use",
            )
            _require(self.github_people, "githubRepository needs githubPeople")
        names = [name.casefold() for name in self.github_people.values()]
        _require(len(set(names)) == len(names), "githubPeople names a person twice")
        return self

    def _prod_is_safe(self) -> Self:
        if self.environment == "prod":
            _require(self.roles["release-approver"], "prod needs a release-approver in roles")
            _require(self.contacts, "prod needs contacts: who is called in an emergency")
            _require(self.database_instances >= 2, "prod needs two databaseInstances at least")
        return self


def parse(values: Mapping[str, Any]) -> Settings:
    """Check values by their names in the configuration.

    Raises:
        pydantic.ValidationError: a value is impossible, missing or unknown.
    """
    return Settings.model_validate(dict(values))


def _require(condition: object, otherwise: str) -> None:
    if not condition:
        raise ValueError(otherwise)
