"""A plan in plain commands: what a person without this tool would type. Pure.

They tell a reader who knows AWS exactly what a step means. They are for reading: the tool itself
makes the same calls with the guards that a shell lacks.
"""

import shlex
from typing import Final

from automation.core.names import ALIAS, frontend_bucket, ledger_table
from automation.core.plan import RollbackPlan, VerifyHealth

_FILES_SHOWN: Final = 3


def plain_commands(plan: RollbackPlan) -> tuple[str, ...]:
    """The plan's commands in their order; a long list of files is cut and says so."""
    if plan.is_empty:
        return ()
    return (
        f"aws dynamodb put-item --table-name {ledger_table(plan.environment)}  # hold and pins",
        *_aliases(plan),
        *_files(plan),
        *_health(plan),
        *_engine(plan),
    )


def _aliases(plan: RollbackPlan) -> list[str]:
    return [
        f"aws lambda update-alias --function-name {shift.function_name} --name {ALIAS} "
        f"--function-version {shift.to_version} --revision-id {shift.revision_id}"
        for shift in plan.aliases
    ]


def _files(plan: RollbackPlan) -> list[str]:
    bucket = frontend_bucket(plan.environment)
    copies = [
        f"aws s3api copy-object --bucket {bucket} --key {shlex.quote(step.object_key)} "
        + "--copy-source "
        + shlex.quote(f"{bucket}/{step.object_key}?versionId={step.version_id}")
        for step in plan.restores
    ]
    deletions = [
        f"aws s3api delete-object --bucket {bucket} --key {shlex.quote(step.object_key)}"
        for step in plan.deletions
    ]
    found = [*_shortened(copies, "copies"), *_shortened(deletions, "deletions")]
    if plan.distribution_id is not None:
        found.append(
            f"aws cloudfront create-invalidation --distribution-id {plan.distribution_id} "
            "--paths '/*'"
        )
    return found


def _health(plan: RollbackPlan) -> list[str]:
    return [
        command
        for step in plan.steps
        if isinstance(step, VerifyHealth)
        for command in (
            f"curl --fail {step.site_url}/api/health  # three times in a row, and each service",
            f"python -m automation.verify {plan.environment} --no-mark  "
            "# what users do, except in an emergency",
        )
    ]


def _engine(plan: RollbackPlan) -> list[str]:
    if plan.infrastructure is None:
        return []
    stack = plan.environment
    return [
        f"git worktree add ../rollback {plan.target_commit} && cd ../rollback",
        f"pulumi preview --stack {stack} --refresh --save-plan plan.json",
        f"pulumi up --stack {stack} --refresh --plan plan.json",
        f"pulumi up --stack {stack} --expect-no-changes",
    ]


def _shortened(commands: list[str], what: str) -> list[str]:
    if len(commands) <= _FILES_SHOWN:
        return commands
    return [*commands[:_FILES_SHOWN], f"# and {len(commands) - _FILES_SHOWN} more {what}"]
