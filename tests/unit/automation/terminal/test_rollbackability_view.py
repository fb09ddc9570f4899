"""A verdict as a reviewer reads it: on the screen, in a comment, and by a program."""

import json

from automation.core.plan import ResourceChange
from automation.core.rollbackability import (
    Change,
    Retention,
    RollbackVerdict,
    Schema,
    Standpoint,
    judge,
)
from automation.terminal.rollbackability_view import (
    show_verdict,
    verdict_document,
    verdict_markdown,
)
from tests.builders import COMMIT_A, COMMIT_B, change
from tests.unit.automation.terminal.screen import Screen

REPLACEMENT = change("replace", "aws:apigateway/restApi:RestApi", "api")


def verdict(*resources: ResourceChange, head: Schema | None = None) -> RollbackVerdict:
    base = Standpoint(COMMIT_A, Schema(3, 3), Retention(90, 120))
    after = Standpoint(COMMIT_B, head or Schema(3, 3), Retention(90, 120))
    return judge(Change("prod", base, after, resources))


def test_the_screen_says_verdict_reason_and_what_to_do_instead() -> None:
    screen = Screen()
    show_verdict(screen.console, verdict(REPLACEMENT))

    assert screen.lines[0].startswith("UNDOABLE IN PART  prod: aaaaaaaaaaaa → bbbbbbbbbbbb")
    assert "aws:apigateway/restApi:RestApi api" in screen.text
    assert "instead: Change it in place" in screen.text
    assert "Database schema: 3, unchanged." in screen.text
    assert max(map(len, screen.lines)) <= 100


def test_a_name_with_brackets_is_shown_as_it_is() -> None:
    screen = Screen()
    show_verdict(screen.console, verdict(change("replace", "aws:x/y:Y", "rules[0]")))

    assert "rules[0]" in screen.text


def test_markdown_has_the_verdict_as_its_heading_and_a_row_a_reason() -> None:
    text = verdict_markdown(verdict(REPLACEMENT, head=Schema(4, 4)))
    rows = [line for line in text.splitlines() if line.startswith("| ")][1:]

    assert text.startswith("<!-- way back in prod -->\n### 🔴 Way back in prod: ONE WAY\n")
    assert [row.split(" | ")[0] for row in rows] == ["| ONE WAY", "| UNDOABLE IN PART"]
    assert "3 → 4; code of schema 4 and newer works with it" in text


def test_markdown_of_what_can_be_undone_has_no_table() -> None:
    text = verdict_markdown(verdict())

    assert text.startswith("<!-- way back in prod -->\n### 🟢 Way back in prod: UNDOABLE\n")
    assert "|" not in text
    assert "- nothing" in text


def test_names_of_a_change_stay_text_in_markdown() -> None:
    evil = "a|b`c`<img src=x> @team [x](http://e)\n### Approved"
    text = verdict_markdown(verdict(change("replace", "aws:x/y:Y", evil)))
    (row,) = [line for line in text.splitlines() if line.startswith("| UNDOABLE IN PART")]

    assert r"a\|b\`c\`\<img src=x\> \@team \[x\](http://e) \#\#\# Approved" in row


def test_the_document_is_versioned_and_complete() -> None:
    document = json.loads(verdict_document(verdict(REPLACEMENT, head=Schema(4, 3))))

    assert document["format"] == "clinical-trial/rollbackability/1"
    assert document["verdict"] == "UNDOABLE IN PART"
    assert document["schema"] == {"base": 3, "head": 4, "oldest_code": 3}
    assert document["reasons"][0].keys() == {"verdict", "subject", "why", "instead"}
    assert (document["base"], document["head"]) == (COMMIT_A, COMMIT_B)
