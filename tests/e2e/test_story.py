"""Deploy A, deploy B, go back to A: the real engine and the real provider on the sandbox.

Tests that run at once are handed out by files, and each file's story is told once.
"""

import json

import pytest

from automation.core.checklist import BUSINESS
from sandbox.demo import breakage
from tests.e2e.story import Story
from tests.e2e.teller import LIFT_REASON, REASON, Step, succeeded

pytestmark = pytest.mark.e2e


def test_a_deployment_leaves_the_work_tree_clean(story: Story) -> None:
    assert story.deployments.clean_after_init
    assert story.deployments.clean_after_up


def test_a_repeated_deployment_finds_nothing_to_do_even_after_a_refresh(story: Story) -> None:
    assert succeeded(story.deployments.repeated)


def test_a_deployment_serves_users(story: Story) -> None:
    assert story.deployments.repeated.seen.is_well


def test_a_deployment_publishes_only_the_functions_that_changed(story: Story) -> None:
    assert succeeded(story.deployments.second)
    assert story.deployments.second.after.versions() == {
        "api": "2",
        "auth": "1",
        "reports": "2",
        "files": "1",
        "notifications": "1",
    }


def test_a_release_that_breaks_health_and_page_reaches_users(story: Story) -> None:
    seen = story.deployments.second.seen
    assert seen.health == 503
    assert breakage.MISSING_SETTING in "".join(seen.failing)
    assert breakage.MISSING_SCRIPT in "".join(seen.broken)


def test_a_deployment_leaves_files_of_its_predecessor_in_place(story: Story) -> None:
    assert any(name.startswith("robots.txt ") for name in story.deployments.second.after.files)


def test_a_good_release_is_judged_healthy_item_by_item(story: Story) -> None:
    judged = story.deployments.first_judged
    assert succeeded(judged.verdict)
    document = json.loads(judged.verdict.ran.output)
    assert (document["commit"], document["verdict"]) == (story.releases.a, "healthy")
    not_passed = {one["name"] for one in document["items"] if one["outcome"] != "pass"}
    assert not_passed == {"error-rates"}, document
    assert health_of_releases(judged.releases) == {story.releases.a: "healthy"}


def test_a_broken_release_is_judged_bad_and_the_last_good_one_is_the_one_before(
    story: Story,
) -> None:
    judged, a, b = story.deployments.second_judged, story.releases.a, story.releases.b
    assert judged.verdict.ran.code == 13, judged.verdict.ran.said
    document = json.loads(judged.verdict.ran.output)
    assert (document["commit"], document["verdict"]) == (b, "bad")
    failed = {one["name"]: one["fact"] for one in document["items"] if one["outcome"] == "fail"}
    assert breakage.MISSING_SETTING in failed["health"]
    assert health_of_releases(judged.releases) == {a: "healthy", b: "bad"}
    assert json.loads(story.deployments.last_good.ran.output)["target_commit"] == a


def health_of_releases(listed: Step) -> dict[str, str]:
    assert succeeded(listed)
    releases = json.loads(listed.ran.output)["releases"]
    return {one["commit"]: one["health"] for one in releases}


def test_an_unknown_ref_is_named(story: Story) -> None:
    step = story.refusals.unknown_ref
    assert step.ran.code == 3
    assert "'no-such-tag' names no commit" in step.ran.errors


def test_a_ref_that_looks_like_an_option_never_reaches_git(story: Story) -> None:
    for step in story.refusals.options:
        assert step.ran.code in {2, 3}, step.ran.said
        assert step.changed_nothing
    assert not story.refusals.git_was_touched


def test_an_unknown_environment_is_a_wrong_command_line_that_names_those_there_are(
    story: Story,
) -> None:
    step = story.refusals.unknown_environment
    assert step.ran.code == 2
    assert "there is no environment 'production'; there are dev, staging, prod" in step.ran.errors


def test_a_commit_that_was_never_deployed_is_not_found_and_releases_are_named(
    story: Story,
) -> None:
    step = story.refusals.missing_release
    assert step.ran.code == 3
    assert f"{story.releases.undeployed[:12]} was never a release of prod" in step.ran.errors
    assert story.releases.a[:12] in step.ran.errors
    assert story.releases.b[:12] in step.ran.errors


def test_an_environment_without_any_release_says_so(story: Story) -> None:
    step = story.refusals.environment_without_release
    assert step.ran.code == 3
    assert "dev has no release yet" in step.ran.errors


def test_a_sandbox_that_is_down_is_one_message(story: Story) -> None:
    step = story.refusals.sandbox_down
    assert step.ran.code == 11
    assert "AWS does not answer" in step.ran.errors
    assert "python -m sandbox status" in step.ran.errors


def test_missing_credentials_are_one_message(story: Story) -> None:
    step = story.refusals.no_credentials
    assert step.ran.code == 10
    assert "No usable AWS credentials" in step.ran.errors


def test_a_missing_engine_is_one_message_with_the_way_around_it(story: Story) -> None:
    step = story.refusals.no_engine
    assert step.ran.code == 12
    assert "The Pulumi engine is not on PATH" in step.ran.errors
    assert "--traffic-only" in step.ran.errors


def test_no_refusal_shows_a_stack_trace_or_changes_anything(story: Story) -> None:
    refusals = story.refusals
    for step in (
        refusals.unknown_ref,
        refusals.unknown_environment,
        refusals.missing_release,
        refusals.environment_without_release,
        refusals.sandbox_down,
        refusals.no_credentials,
        refusals.no_engine,
    ):
        assert "Traceback" not in step.ran.said
        assert step.changed_nothing


def test_an_approval_is_void_when_an_alias_was_moved_by_hand_since(story: Story) -> None:
    voided = story.voided
    assert voided.asked.ran.code == 6
    assert succeeded(voided.approved)
    assert voided.ran.ran.code == 7
    assert "aliases" in voided.ran.ran.errors
    assert voided.ran.changed_nothing


def test_a_dry_run_names_each_command_and_changes_nothing(story: Story) -> None:
    step = story.way_back.dry_run
    assert succeeded(step)
    assert "aws lambda update-alias --function-name clinical-trial-api-prod" in step.ran.output
    assert step.changed_nothing


def test_a_dry_run_as_json_is_a_versioned_document_on_standard_output(story: Story) -> None:
    step = story.way_back.as_json
    assert succeeded(step)
    document = json.loads(step.ran.output)
    assert document["format"].startswith("clinical-trial/rollback-plan/")
    assert document["target_commit"] == story.releases.a
    kinds = {each["step"] for each in document["steps"]}
    assert {
        "HoldEnvironment",
        "ShiftAlias",
        "RestoreObject",
        "DeleteObject",
        "InvalidateCdn",
    } <= kinds
    assert step.changed_nothing


def test_prod_without_an_approval_changes_nothing(story: Story) -> None:
    step = story.way_back.asked
    assert step.ran.code == 6
    assert "needs the approval of another person in the role team-lead" in step.ran.errors
    assert step.changed_nothing


def test_the_requester_can_not_approve(story: Story) -> None:
    step = story.way_back.approved_by_requester
    assert step.ran.code == 5
    assert "another person has to" in step.ran.errors


def test_with_an_approval_users_are_served_the_target_again(story: Story) -> None:
    assert succeeded(story.way_back.approved)
    assert succeeded(story.way_back.ran)
    assert story.way_back.ran.seen.is_well
    assert story.way_back.ran.after.versions() == story.deployments.repeated.after.versions()


def test_a_run_tries_what_users_do_before_it_ends(story: Story) -> None:
    for step in (story.way_back.ran, story.held.traffic_only):
        assert succeeded(step)
        told = step.ran.errors
        assert "try what users do" in told
        assert [f"{name}: pass" for name in BUSINESS if f"{name}: pass" not in told] == []


def test_a_file_that_the_left_release_added_is_gone_and_one_that_it_dropped_is_there(
    story: Story,
) -> None:
    current = {
        name.split()[0]
        for name in story.way_back.ran.after.files
        if name.endswith(" Versions True")
    }
    assert "robots.txt" in current
    assert not any("consent" in key for key in current)


def test_no_version_of_any_file_is_lost(story: Story) -> None:
    def versions(files: tuple[str, ...]) -> set[tuple[str, ...]]:
        return {tuple(name.split()[:3]) for name in files}

    ran = story.way_back.ran
    assert versions(ran.before.files) <= versions(ran.after.files)


def test_the_infrastructure_is_that_of_the_target(story: Story) -> None:
    target, now = story.deployments.repeated.after, story.way_back.ran.after
    assert now.throttle == target.throttle
    assert now.thresholds == target.thresholds
    assert story.way_back.ran.before.throttle != target.throttle
    assert story.way_back.ran.before.thresholds != target.thresholds


def test_a_repeated_rollback_says_that_the_target_is_live_and_changes_nothing(
    story: Story,
) -> None:
    step = story.way_back.repeated
    assert succeeded(step)
    assert "already" in step.ran.output
    assert step.changed_nothing


def test_the_program_of_the_target_finds_nothing_to_do_and_warns_of_the_hold(
    story: Story,
) -> None:
    step = story.held.preview
    assert succeeded(step)
    assert "prod is held since" in step.ran.said
    assert step.changed_nothing


def test_a_program_that_would_replace_the_cluster_is_refused_though_it_protects_nothing(
    story: Story,
) -> None:
    step = story.endangered.dry_run
    assert step.ran.code == 5, step.ran.said
    assert "aws:rds/cluster:Cluster::clinical-trial-prod-database-cluster" in step.ran.errors
    assert "--traffic-only" in step.ran.errors
    assert step.changed_nothing


def test_a_deployment_by_hand_is_refused_with_who_why_and_the_way_out(story: Story) -> None:
    step = story.held.up
    assert step.ran.code != 0
    assert "user/requester" in step.ran.said
    assert REASON in step.ran.said
    assert "python -m automation.hold prod --lift" in step.ran.said
    assert step.before.aliases == step.after.aliases
    assert step.before.files == step.after.files
    assert step.before.ledger == step.after.ledger


def test_who_holds_prod_can_not_lift_it(story: Story) -> None:
    step = story.held.lifted_by_requester
    assert step.ran.code == 5
    assert step.changed_nothing


def test_another_person_lifts_the_hold(story: Story) -> None:
    assert succeeded(story.held.lifted)
    assert "HOLD" not in "".join(story.held.lifted.after.ledger)
    assert LIFT_REASON not in story.held.third.ran.said


def test_a_newer_commit_is_deployed_after_the_hold(story: Story) -> None:
    step = story.held.third
    assert succeeded(step)
    assert step.seen.is_well
    before, after = step.before.versions(), step.after.versions()
    assert {name for name in before if before[name] != after[name]} >= {"api", "reports"}


def test_by_traffic_alone_users_are_back_and_the_infrastructure_stays(story: Story) -> None:
    step = story.held.traffic_only
    assert succeeded(step)
    assert step.seen.is_well
    assert step.after.versions() == story.deployments.repeated.after.versions()
    assert step.after.throttle == step.before.throttle
    assert step.after.thresholds == step.before.thresholds
    assert step.after.states == step.before.states
