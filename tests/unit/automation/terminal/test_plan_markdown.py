"""A plan as a reviewer reads it in a workflow's summary."""

from automation.core.plan import (
    COMPONENTS,
    HoldEnvironment,
    ReconcileInfrastructure,
    RollbackPlan,
    ShiftAlias,
    Step,
)
from automation.core.policy import decision_for
from automation.terminal.plan_markdown import plan_markdown
from tests.builders import COMMIT_A, COMMIT_B, approval_request, change

SHIFT = ShiftAlias("clinical-trial-api-prod", "43", "42", "rev")
REQUEST = approval_request()


def written(*steps: Step, subject: str = "Add reports", asked: bool = True) -> str:
    plan = RollbackPlan("prod", COMMIT_A, COMMIT_B, COMPONENTS, steps)
    request = REQUEST if asked else None
    return plan_markdown(plan, decision_for("partial-loss"), subject, request)


def test_it_tells_the_plan_who_signs_and_the_digest() -> None:
    text = written(
        HoldEnvironment(COMMIT_A, ()),
        SHIFT,
        ReconcileInfrastructure(COMMIT_A, (change("delete", "aws:rds/cluster:Cluster", "db"),)),
    )

    assert text.startswith("### Rollback of prod to `aaaaaaaaaaaa`\n")
    assert "- alias clinical-trial-api-prod: version 43 -\\> 42" in text
    assert "- DESTROYS DATA delete aws:rds/cluster:Cluster db" in text
    assert f"python -m automation.approve prod {REQUEST.digest[:12]}" in text
    assert f"Digest `{REQUEST.digest}`" in text
    assert "**team-lead** signs" in text


def test_where_nobody_is_asked_it_says_so() -> None:
    assert "nobody has to approve" in written(SHIFT, asked=False)


def test_a_plan_without_steps_says_that_there_is_nothing_to_do() -> None:
    assert "is live in prod already" in written(asked=False)


def test_the_subject_of_a_commit_stays_text() -> None:
    assert r"\<script\>\[x\](y)" in written(SHIFT, subject="<script>[x](y)")
