"""What a watch tells where no table is drawn: lines for people, documents for programs."""

import json

from automation.core.watch_news import News
from automation.terminal.watch_lines import WatchDocuments, WatchLines, news_document
from automation.terminal.watch_words import sentence, without_arns
from tests.builders import NOW
from tests.unit.automation.terminal.screen import Screen

BACK = News(
    NOW,
    "reacted",
    "health",
    "three failures",
    outcome="rolled-back",
    run_id="prod-20260302T093000Z-000001",
    commit="a" * 40,
    next_command="python -m automation.rollback reconcile prod",
)


def test_a_line_has_its_time_and_the_command_that_comes_next() -> None:
    screen = Screen(200)

    WatchLines(screen.console).tell(BACK)

    assert screen.lines == [
        "09:30:00 UTC  → health: went back to aaaaaaaaaaaa, run prod-20260302T093000Z-000001: "
        "three failures",
        "                next: python -m automation.rollback reconcile prod",
    ]


def test_what_aws_says_is_no_markup() -> None:
    screen = Screen(200)

    WatchLines(screen.console).tell(News(NOW, "began", "errors-fast", "[43.75 [bold]] was greater"))

    assert "[43.75 [bold]] was greater" in screen.text


def test_a_watch_that_only_tells_says_so_each_time() -> None:
    news = News(NOW, "told", "health", "would go back to aaaaaaaaaaaa")

    assert sentence(news) == "it would go back to aaaaaaaaaaaa; this watch only tells"


def test_a_document_is_one_line_with_its_format_and_without_empty_fields() -> None:
    lines: list[str] = []

    WatchDocuments("prod", lines.append).tell(News(NOW, "failed", "health", "HTTP 503\nbody"))

    (line,) = lines
    assert "\n" not in line
    assert json.loads(line) == {
        "format": "clinical-trial/watch/1",
        "environment": "prod",
        "at": "2026-03-02T09:30:00+00:00",
        "kind": "failed",
        "about": "health",
        "text": "HTTP 503\nbody",
    }


def test_a_document_of_a_rollback_names_run_and_commit() -> None:
    document = json.loads(news_document("prod", BACK))

    assert document["outcome"] == "rolled-back"
    assert document["run_id"] == BACK.run_id
    assert document["commit"] == BACK.commit


def test_people_are_named_without_their_arns() -> None:
    text = "held by arn:aws:iam::123456789012:user/ops/ada (run prod-1)"
    session = "arn:aws:sts::123456789012:assumed-role/clinical-trial-rollback-prod/rollback works"

    assert without_arns(text) == "held by ada (run prod-1)"
    assert without_arns(session) == "rollback works"
