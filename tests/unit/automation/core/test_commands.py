"""A plan as the plain commands that a person without the tool would type."""

import shlex

from automation.core.commands import plain_commands
from automation.core.plan import (
    COMPONENTS,
    DeleteObject,
    HoldEnvironment,
    InvalidateCdn,
    ReconcileInfrastructure,
    RestoreObject,
    RollbackPlan,
    ShiftAlias,
    Step,
    VerifyHealth,
)
from tests.builders import COMMIT_A, COMMIT_B, DISTRIBUTION, SITE_URL, change


def commands(*steps: Step) -> list[str]:
    plan = RollbackPlan("prod", COMMIT_A, COMMIT_B, COMPONENTS, steps)
    return list(plain_commands(plan))


def test_a_plan_without_steps_has_no_commands() -> None:
    assert commands() == []


def test_an_alias_is_the_procedures_command_with_the_revision_as_a_guard() -> None:
    assert commands(ShiftAlias("clinical-trial-api-prod", "43", "42", "rev"))[1] == (
        "aws lambda update-alias --function-name clinical-trial-api-prod --name PROD "
        "--function-version 42 --revision-id rev"
    )


def test_the_commands_stand_in_the_order_of_the_run() -> None:
    starts = [
        " ".join(command.split()[:3])
        for command in commands(
            HoldEnvironment(COMMIT_A, ()),
            ShiftAlias("f", "2", "1", "r"),
            RestoreObject("index.html", "v1", "e", 1),
            DeleteObject("new.js", "v1", "e"),
            InvalidateCdn(DISTRIBUTION),
            VerifyHealth(SITE_URL, ("api",), None),
            ReconcileInfrastructure(COMMIT_A, (change(),)),
        )
    ]

    assert starts == [
        "aws dynamodb put-item",
        "aws lambda update-alias",
        "aws s3api copy-object",
        "aws s3api delete-object",
        "aws cloudfront create-invalidation",
        f"curl --fail {SITE_URL}/api/health",
        "python -m automation.verify",
        "git worktree add",
        "pulumi preview --stack",
        "pulumi up --stack",
        "pulumi up --stack",
    ]


def test_a_long_list_of_files_is_cut_and_says_so() -> None:
    told = commands(*(RestoreObject(f"{n}.js", "v1", "e", 1) for n in range(10)))

    assert len([line for line in told if "copy-object" in line]) == 3
    assert "# and 7 more copies" in told


def test_file_names_reach_the_shell_as_one_word() -> None:
    key = "reports/it's a file; rm -rf.js"

    copy, delete = (
        shlex.split(line)
        for line in commands(RestoreObject(key, "v1", "e", 1), DeleteObject(key, "v1", "e"))[1:]
    )

    assert copy[copy.index("--key") + 1] == key
    assert copy[copy.index("--copy-source") + 1].endswith(f"/{key}?versionId=v1")
    assert delete[delete.index("--key") + 1] == key
