"""Ten releases on the sandbox: listed, shown, compared and pruned as typed."""

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from automation.core.release import Governance, Release, SchemaRange
from sandbox.environment import process_environment
from sandbox.home import Home
from sandbox.state import Running
from tests import builders
from tests.functional.automation.gateways.git_repository import GitRepository
from tests.functional.automation.miniature.handlers import well
from tests.functional.automation.miniature.platform import Platform
from tests.functional.automation.miniature.proxy import Proxy
from tests.functional.automation.runs.operator import Operator, Ran
from tests.functional.sandbox.clients import Clients

pytestmark = pytest.mark.functional

GOVERNANCE = Governance(roles=builders.ROLES, protected_branch="main", rollback_window_days=30)


@dataclass
class Stage:
    """The releases, oldest first, and a person who types."""

    platform: Platform
    releases: list[Release]
    operator: Operator
    proxy: Proxy

    def types(self, *arguments: str) -> Ran:
        return self.operator.types("automation.releases", *arguments)

    def document(self, *arguments: str) -> Any:
        ran = self.types(*arguments, "--json")
        assert ran.code == 0, ran.said
        return json.loads(ran.output)

    def reachable(self) -> list[bool]:
        """Of each release, the oldest first."""
        return [each["reachable"] for each in reversed(self.document("dev")["releases"])]


def ten_releases(platform: Platform, repository: GitRepository) -> list[Release]:
    """An odd release has a new api, every one a new page, from the sixth on another schema."""
    made = []
    for number in range(10):
        if number % 2:
            platform.point("api", platform.publish("api", well("api", f"release {number}")))
        platform.upload({"index.html": f"page {number}", f"app.{number}.js": f"script {number}"})
        head = 1 if number < 5 else 2
        made.append(
            platform.release(
                repository.commit(f"Release {number}", {"components/site.py": f"{number}\n"}),
                settings_digest=f"settings {number // 3}",
                db_schema=SchemaRange(head=head, oldest=1 if number > 2 else 0, newest=2),
                governance=GOVERNANCE,
            )
        )
    return made


@pytest.fixture(scope="module")
def stage(
    quick_server: Running,
    quick_clients: Clients,
    quick_home: Home,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Stage]:
    folder: Path = tmp_path_factory.mktemp("releases")
    repository = GitRepository(folder / "repository")
    platform = Platform(quick_server, quick_clients, "dev")
    releases = ten_releases(platform, repository)
    with closing(Proxy(quick_server.endpoint)) as proxy:
        variables = process_environment("requester", quick_home)
        operator = Operator(
            repository.folder, variables | {"AWS_ENDPOINT_URL": proxy.endpoint}, folder / "scratch"
        )
        yield Stage(platform, releases, operator, proxy)
    platform.remove()


def test_each_release_has_its_subject_and_what_it_has_otherwise(stage: Stage) -> None:
    listed = stage.document("dev")["releases"]

    assert [each["subject"] for each in listed] == [f"Release {n}" for n in range(9, -1, -1)]
    assert [each["differences"]["functions"] for each in listed] == [0, 1, 1, *[1] * 7]
    # The page that changed comes back, and the scripts that came later are hidden.
    assert [each["differences"]["files"] for each in listed] == [0, *(n + 1 for n in range(1, 10))]
    assert [each["differences"]["settings"] for each in listed] == [False, *[True] * 9]
    assert listed[0]["marks"] == ["live"]
    assert stage.reachable() == [True] * 10


def test_the_screen_tells_the_same(stage: Stage) -> None:
    shown = stage.types("dev").output.splitlines()

    assert f"{stage.releases[-1].commit[:12]}  live" in shown[0]
    assert "differs in: none" in shown[0]
    assert "Release 9" in shown[1]
    assert max(len(line) for line in shown) <= 100


def test_more_releases_take_no_more_calls_than_their_records(stage: Stage) -> None:
    reads = []
    for limit in ("2", "10"):
        stage.proxy.begin()
        stage.document("dev", "--limit", limit)
        reads.append(stage.proxy.reads)
        assert stage.proxy.calls == []

    assert reads[1] - reads[0] == 8


def test_a_release_is_shown_by_short_sha_and_by_name(stage: Stage) -> None:
    by_sha = stage.document("show", "dev", stage.releases[8].commit[:10])

    assert by_sha["record"]["commit"] == stage.releases[8].commit
    assert stage.document("show", "dev", "previous")["commit"] == stage.releases[8].commit


def test_two_releases_are_compared(stage: Stage) -> None:
    older, newer = stage.releases[4], stage.releases[5]

    found = stage.document("diff", "dev", older.commit, newer.commit)

    assert [each["name"] for each in found["functions"]] == ["api"]
    assert found["files"] == [
        {"key": "app.5.js", "change": "added"},
        {"key": "index.html", "change": "changed"},
    ]
    assert found["settings"] == []
    assert found["schema"][0] == {"name": "head", "earlier": "1", "later": "2"}
    assert "components/site.py" in found["infrastructure"]["sources"][0]


def test_a_ref_without_a_release_is_an_error_with_the_way_on(stage: Stage) -> None:
    missing = stage.types("show", "dev", "last-good")

    assert missing.code == 3
    assert "python -m automation.releases dev" in missing.errors


def test_what_was_removed_by_hand_closes_the_way_to_what_needs_it(stage: Stage) -> None:
    function = stage.releases[3].functions[0]
    page = next(o for o in stage.releases[7].frontend.objects if o.key == "index.html")
    clients = stage.platform.clients
    clients.lambda_.delete_function(FunctionName=function.function_name, Qualifier=function.version)
    clients.s3.delete_object(Bucket=stage.platform.bucket, Key=page.key, VersionId=page.version_id)

    listed = list(reversed(stage.document("dev")["releases"]))

    closed = [number for number, each in enumerate(listed) if not each["reachable"]]
    # The fourth and the fifth release had the same function version.
    assert closed == [3, 4, 7]
    assert f"version {function.version} is gone" in listed[3]["obstacles"][0]["reason"]
    assert "index.html" in listed[7]["obstacles"][0]["reason"]
    assert "can't be reached" in stage.types("dev").output


def test_nothing_is_pruned_inside_the_window(stage: Stage) -> None:
    stage.proxy.begin()

    ran = stage.types("prune", "dev", "--yes")

    assert ran.code == 0
    assert "dev has nothing to remove; 10 releases stay." in ran.output
    assert stage.proxy.calls == []
