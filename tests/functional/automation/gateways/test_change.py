"""What a commit says about schema and retention, read from real git."""

from pathlib import Path

import pytest

from automation.core.errors import UnknownRefError
from automation.core.rollbackability import Retention, Schema
from automation.gateways.change import standpoint
from automation.gateways.repository import Repository
from tests.functional.automation.gateways.git_repository import GitRepository

pytestmark = pytest.mark.functional

PROJECT = """\
name: clinical-trial
config:
  rollbackWindowDays: {type: integer, default: 90}
  noncurrentRetentionDays: {type: integer, default: 120}
"""


@pytest.fixture
def made(tmp_path: Path) -> GitRepository:
    return GitRepository(tmp_path / "repository")


def test_each_commit_speaks_for_itself(made: GitRepository) -> None:
    older = made.commit("Older", {"Pulumi.yaml": PROJECT})
    newer = made.commit(
        "Newer",
        {
            "Pulumi.prod.yaml": "config:\n  clinical-trial:noncurrentRetentionDays: '400'\n",
            "services/migrations/sql/0001_trials.sql": "create table trials ();",
            "services/migrations/sql/old/0009_not_here.sql": "",
        },
    )
    made.commit("Newest", {"services/migrations/sql/0002_more.sql": ""})
    repository = Repository(made.folder)

    before, after = (standpoint(repository, commit, "prod") for commit in (older, newer))

    assert (before.schema, before.retention) == (Schema(0, 0), Retention(90, 120))
    assert (after.schema, after.retention) == (Schema(1, 1), Retention(90, 400))


def test_a_commit_that_is_not_here_is_an_error_that_tells_how_to_get_it(
    made: GitRepository,
) -> None:
    with pytest.raises(UnknownRefError) as unknown:
        standpoint(Repository(made.folder), "0" * 40, "prod")

    assert unknown.value.next_command == "git fetch --all"
