"""What was live after one deployment: enough to go back to it. Pure.

The Pulumi program writes a `Release` as its last resource (`releases/<commit>.json`), so a
failed update makes none. The rollback reads it back.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from automation.core.contacts import Contacts
from automation.core.names import Environment
from automation.core.notification_settings import NotificationSettings
from automation.core.record import FormatFromSecondOn, read_record

FORMAT: Final = 1
VERDICT_FORMAT: Final = 1
Health = Literal["unknown", "healthy", "bad"]
# When alarms may take an environment back: never, while a release is new, or at any time.
AutomaticRollback = Literal["never", "bake", "always"]
Security = Literal["secure", "compromised"]


class Document(BaseModel):
    """A frozen, closed document: an unknown field is an error, not a surprise later."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class FunctionRelease(Document):
    """One function's published version behind its alias."""

    service: str
    function_name: str
    version: str
    code_sha256: str = Field(description="base64, as Lambda's CodeSha256 gives it")


@dataclass(frozen=True)
class Metadata:
    """How a file is served, beside its contents."""

    content_type: str
    cache_control: str


class FrontendObject(Document):
    """One file of the site, as the bucket held it."""

    key: str
    version_id: str
    etag: str = Field(description="without quotes")
    size: int = Field(ge=0, description="bytes")
    content_type: str
    cache_control: str

    @property
    def metadata(self) -> Metadata:
        """How it was served."""
        return Metadata(self.content_type, self.cache_control)


class Frontend(Document):
    """The site: where it lies, what serves it, and its manifest sorted by key."""

    bucket: str
    distribution_id: str
    objects: tuple[FrontendObject, ...]


class SchemaRange(Document):
    """Migration head that the release left, and the heads that its code can work with.

    A release can't know the migrations that come after it. What those mean to older code the
    database knows, and the release that was deployed last has written down (`needs_code_of`).
    """

    head: int = Field(ge=0, description="the database's, after the deployment")
    oldest: int = Field(ge=0, description="head of the release's own migrations")
    newest: int = Field(ge=0, description="newest head that the code was deployed on")
    needs_code_of: int | None = Field(
        default=None,
        ge=0,
        description="own head of the oldest code that works with the database, if it is known",
    )

    def works_on(self, live: "SchemaRange") -> bool:
        """Whether this release's code works with the database as another release has left it."""
        if live.head < self.oldest:
            return False
        if live.head <= self.newest:
            return True
        return live.needs_code_of is not None and live.needs_code_of <= self.oldest


class Toolchain(Document):
    """Versions that the commit's infrastructure program runs with."""

    pulumi: str
    provider: str


class Override(Document):
    """How a stack tightens one row of the decision matrix; in its settings, in camel case."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", alias_generator=to_camel, populate_by_name=True
    )

    limit_seconds: int | None = None
    approver: str | None = None


class Governance(Document):
    """Who may approve and who is told, as deployed, not as an operator's checkout has it."""

    roles: dict[str, tuple[str, ...]] = Field(description="role name -> caller ARNs")
    protected_branch: str
    matrix: dict[str, Override] = Field(default={}, description="scenario -> what is tightened")
    rollback_window_days: int | None = Field(
        default=None, ge=1, description="how long a replaced release can be gone back to"
    )
    notifications: NotificationSettings | None = Field(
        default=None, description="who is told of runs, and where; absent: nobody"
    )
    automatic_rollback: AutomaticRollback = Field(
        default="never", description="a record that says nothing of it allows none"
    )
    bake_minutes: int = Field(
        default=0, ge=0, description="how long a release is new, from when its record was written"
    )
    contacts: Contacts | None = Field(default=None, description="who is called in an emergency")


class ReleaseFacts(Document):
    """Everything about a release that a repeated deployment of it leaves as it is."""

    commit: str = Field(pattern=r"^[0-9a-f]{40}$")
    dirty: bool
    environment: Environment
    project: str
    stack: str
    settings_digest: str
    functions: tuple[FunctionRelease, ...]
    frontend: Frontend
    database_cluster_id: str
    db_schema: SchemaRange
    toolchain: Toolchain
    governance: Governance
    site_url: str
    rest_api_id: str
    web_acl_id: str


class Release(ReleaseFacts):
    """The facts, and who deployed them when."""

    format: int = FORMAT
    deployed_by: str
    deployed_at: datetime

    @property
    def facts(self) -> ReleaseFacts:
        """The release without its stamp."""
        return ReleaseFacts(**{name: getattr(self, name) for name in ReleaseFacts.model_fields})


class Verdict(Document):
    """What became known of a release after its deployment."""

    format: FormatFromSecondOn = VERDICT_FORMAT
    commit: str
    health: Health


class SecurityVerdict(Document):
    """Whether a person trusts a release after an incident, beside its health: one that works well
    can be compromised."""

    format: int = VERDICT_FORMAT
    commit: str
    security: Security
    actor: str
    reason: str
    at: datetime


def stamp(facts: ReleaseFacts, earlier: Release | None, who: str, now: datetime) -> Release:
    """Sign the facts, keeping the earlier signature where nothing changed.

    A new time at every run would make each preview show a change of the release record.

    Args:
        facts: the deployment's facts.
        earlier: the record that the commit already has, if any.
        who: caller ARN of the deployer.
        now: time of this deployment, with time zone.
    """
    if earlier is not None and earlier.facts == facts:
        return earlier
    return Release(**dict(facts), deployed_by=who, deployed_at=now)


def to_json(release: Release) -> str:
    """The record's text: sorted keys and indentation, so that two records compare line by line."""
    return json.dumps(release.model_dump(mode="json"), indent=2, sort_keys=True) + "\n"


def from_json(text: str) -> Release:
    """Read a record.

    Raises:
        OtherVersionError: the record has another format.
        pydantic.ValidationError: the text is not a valid record of this format.
    """
    return read_record(text, Release, "A release record")
