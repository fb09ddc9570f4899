"""Documents as tests need them: complete and valid, with what the test is about given by name."""

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from automation.core import names
from automation.core.approval import (
    EVIDENCE_FORMAT,
    EVIDENCE_FORMAT_PART,
    ORDER,
    ApprovalRequest,
    Evidence,
    order_digest,
    summary_digest,
)
from automation.core.hold import Hold
from automation.core.journal import Entry, RunRecord
from automation.core.live import LiveAlias, LiveObject, LiveState
from automation.core.names import Environment
from automation.core.notice import Notice, NoticeKind
from automation.core.notification_settings import NotificationSettings
from automation.core.order import Order
from automation.core.plan import COMPONENTS, ComponentName, ResourceChange
from automation.core.policy import decision_for
from automation.core.release import (
    AutomaticRollback,
    Frontend,
    FrontendObject,
    FunctionRelease,
    Governance,
    Release,
    SchemaRange,
    Toolchain,
)
from automation.core.stack_lock import StackLock

COMMIT_A: Final = "a" * 40
COMMIT_B: Final = "b" * 40
COMMIT_C: Final = "c" * 40
REQUESTER: Final = "arn:aws:iam::123456789012:user/requester"
APPROVER: Final = "arn:aws:iam::123456789012:user/approver"
OUTSIDER: Final = "arn:aws:iam::123456789012:user/outsider"
NOW: Final = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
BAKE_MINUTES: Final = 30
SITE_URL: Final = "https://clinical-trial.example"
DISTRIBUTION: Final = "E2EXAMPLE"
ROLES: Final = dict.fromkeys(
    (
        "team-lead",
        "on-call-engineer",
        "security-team",
        "database-administrator",
        "release-approver",
    ),
    (APPROVER,),
)


def etag_of(body: str) -> str:
    """What S3 calls a single-part object's ETag."""
    return hashlib.md5(body.encode(), usedforsecurity=False).hexdigest()


def code_of(service: str, version: str) -> str:
    """A CodeSha256 that tells which code it stands for."""
    return f"sha-of-{service}-{version}"


def function_release(
    service: str = "api", version: str = "1", *, environment: str = "prod", code: str | None = None
) -> FunctionRelease:
    return FunctionRelease(
        service=service,
        function_name=names.function_name(service, environment),
        version=version,
        code_sha256=code if code is not None else code_of(service, version),
    )


def frontend_object(
    key: str = "index.html", version_id: str = "v1", body: str | None = None
) -> FrontendObject:
    content = body if body is not None else f"{key} {version_id}"
    return FrontendObject(
        key=key,
        version_id=version_id,
        etag=etag_of(content),
        size=len(content),
        content_type="text/html" if key.endswith(".html") else "text/javascript",
        cache_control="no-cache" if key.endswith(".html") else "max-age=31536000",
    )


def release(
    commit: str = COMMIT_A,
    *,
    environment: Environment = "prod",
    functions: Iterable[FunctionRelease] | None = None,
    objects: Iterable[FrontendObject] = (),
    schema: tuple[int, int, int] = (3, 1, 3),
    roles: dict[str, tuple[str, ...]] | None = None,
    settings_digest: str = "settings",
    deployed_at: datetime = NOW,
    automatic: AutomaticRollback = "bake",
) -> Release:
    """A release record.

    Args:
        schema: migration head, oldest and newest head that the code works with.
        automatic: when alarms may leave it; it is new for half an hour.
    """
    head, oldest, newest = schema
    return Release(
        commit=commit,
        dirty=False,
        environment=environment,
        project="clinical-trial",
        stack=environment,
        settings_digest=settings_digest,
        functions=tuple(
            [function_release(environment=environment)] if functions is None else functions
        ),
        frontend=Frontend(
            bucket=names.frontend_bucket(environment),
            distribution_id=DISTRIBUTION,
            objects=tuple(sorted(objects, key=lambda item: item.key)),
        ),
        database_cluster_id=names.cluster_id(environment),
        db_schema=SchemaRange(head=head, oldest=oldest, newest=newest),
        toolchain=Toolchain(pulumi="3.259.0", provider="7.32.0"),
        governance=Governance(
            roles=ROLES if roles is None else roles,
            protected_branch="main",
            automatic_rollback=automatic,
            bake_minutes=BAKE_MINUTES,
        ),
        site_url=SITE_URL,
        rest_api_id="rest123",
        web_acl_id="acl123",
        deployed_by=REQUESTER,
        deployed_at=deployed_at,
    )


def live_alias(
    service: str = "api",
    version: str = "2",
    *,
    environment: str = "prod",
    weights: tuple[tuple[str, float], ...] = (),
) -> LiveAlias:
    name = names.function_name(service, environment)
    return LiveAlias(name, version, f"revision-of-{service}-{version}", weights)


def live_object(key: str, version_id: str, body: str | None = None) -> LiveObject:
    made = frontend_object(key, version_id, body)
    return LiveObject(made.key, made.version_id, made.etag, made.size)


def live_state(
    *,
    aliases: Iterable[LiveAlias] = (),
    reachable: Iterable[FunctionRelease] = (),
    objects: Iterable[LiveObject] = (),
    versions: Iterable[tuple[str, str]] = (),
    deployed: Release | None = None,
    hold: Hold | None = None,
    holding_run: RunRecord | None = None,
    provider_at_hand: bool = True,
) -> LiveState:
    """A reading of an environment.

    Args:
        reachable: function versions that exist, with their code.
        versions: (key, version id) that exist besides the current ones.
    """
    current = {item.key: item for item in objects}
    kept = {(item.key, item.version_id) for item in current.values()}
    return LiveState(
        aliases={alias.function_name: alias for alias in aliases},
        version_hashes={(f.function_name, f.version): f.code_sha256 for f in reachable},
        objects=current,
        object_versions=frozenset(kept | set(versions)),
        deployed=deployed,
        hold=hold,
        holding_run=holding_run,
        provider_at_hand=provider_at_hand,
    )


def change(
    operation: str = "update",
    type_: str = "aws:lambda/function:Function",
    name: str = "api",
    properties: tuple[str, ...] = (),
) -> ResourceChange:
    urn = f"urn:pulumi:prod::clinical-trial::{type_}::{name}"
    return ResourceChange(urn=urn, type=type_, operation=operation, properties=properties)


def order(
    *,
    environment: str = "prod",
    commit: str = COMMIT_A,
    scenario: str = "partial-loss",
    components: tuple[ComponentName, ...] = COMPONENTS[:2],
    actor: str = REQUESTER,
    only_functions: tuple[str, ...] = (),
    data_loss: tuple[str, ...] = (),
    incident: str | None = None,
) -> Order:
    return Order(
        environment=environment,
        commit=commit,
        decision=decision_for(scenario),
        reason="the page is broken",
        components=components,
        actor=actor,
        only_functions=only_functions,
        data_loss=data_loss,
        incident=incident,
    )


def approval_request(
    *,
    parts: dict[str, str] | None = None,
    scenario: str = "partial-loss",
    requester: str = REQUESTER,
    requested_at: datetime = NOW,
    lifetime: timedelta = timedelta(hours=1),
) -> ApprovalRequest:
    """A request as the ledger has it, intact."""
    summary = ("prod: bbbbbbbbbbbb -> aaaaaaaaaaaa (functions)",)
    asked = order(scenario=scenario, actor=requester)
    bound = {"summary": summary_digest(summary), ORDER: order_digest(asked)}
    evidence = (
        {EVIDENCE_FORMAT_PART: EVIDENCE_FORMAT, "target": "t", "plan": "p"} | (parts or {}) | bound
    )
    expires_at = requested_at + lifetime
    return ApprovalRequest(
        digest=Evidence(evidence).digest(expires_at),
        environment=asked.environment,
        target_commit=asked.commit,
        components=asked.components,
        only_functions=(),
        scenario=scenario,
        incident=None,
        role=asked.role or "",
        requester=requester,
        reason=asked.reason,
        requested_at=requested_at,
        expires_at=expires_at,
        summary=summary,
        evidence=evidence,
    )


def hold(
    run_id: str = "20260302T093000Z-000001",
    *,
    actor: str = REQUESTER,
    reason: str = "the page is broken",
    pins: dict[str, str] | None = None,
) -> Hold:
    return Hold(
        run_id=run_id,
        actor=actor,
        reason=reason,
        since=NOW,
        target_commit=COMMIT_A,
        pins=pins or {},
    )


def run_record(run_id: str = "20260302T093000Z-000001") -> RunRecord:
    return RunRecord(
        run_id=run_id,
        environment="prod",
        actor=REQUESTER,
        reason="the page is broken",
        scenario="partial-loss",
        target_commit=COMMIT_A,
        from_commit=COMMIT_B,
        components=("functions", "frontend"),
        approval_digest=None,
        earlier_hold=None,
        started_at=NOW,
    )


def notice(kind: NoticeKind = "initiated", **facts: Any) -> Notice:
    """A notice of a rollback."""
    usual: dict[str, Any] = {
        "kind": kind,
        "environment": "prod",
        "key": "prod-20260302T093000Z-000001",
        "run_id": "prod-20260302T093000Z-000001",
        "at": NOW,
        "began_at": NOW,
        "issue": "the page is broken",
        "severity": "high",
        "components": ("functions", "frontend"),
        "version": COMMIT_A,
        "scenario": "Partial functionality loss",
    }
    return Notice(**(usual | facts))


def notification_settings(**changes: Any) -> NotificationSettings:
    """Every channel set up; None takes one away."""
    usual: dict[str, Any] = {
        "pagerduty": {"routingKeySecret": "trial/pagerduty"},
        "slack": {"tokenSecret": "trial/slack"},
        "email": {
            "sender": "trial@clinic.example",
            "development": ["dev@clinic.example", "owner@clinic.example"],
            "stakeholders": ["all@clinic.example"],
            "users": ["ann@site.example", "ben@site.example"],
        },
        "sns": {"topicArn": "arn:aws:sns:us-east-1:123456789012:operations"},
        "statuspage": {"pageId": "abc123", "apiKeySecret": "trial/statuspage"},
    }
    given = {key: value for key, value in (usual | changes).items() if value is not None}
    return NotificationSettings.model_validate(given)


def entry(sequence: int = 1, state: str = "started", step: str = "move 2 aliases") -> Entry:
    facts = {"sequence": sequence, "at": NOW, "phase": "traffic", "step": step, "state": state}
    return Entry.model_validate(facts)


def stack_lock(
    name: str = "lock", *, host: str | None = "elsewhere.example", pid: int | None = 4711
) -> StackLock:
    """A lock of somebody else's engine, on a machine of theirs."""
    place = f".pulumi/locks/organization/clinical-trial/prod/{name}.json"
    return StackLock(user="dana", host=host, pid=pid, since=NOW, place=place)
