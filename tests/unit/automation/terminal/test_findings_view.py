"""Findings on the screen and as a document."""

import json
from collections.abc import Mapping
from typing import Final

from automation.core.checklist import ITEMS, NAMES, PARTS, Finding, Outcome
from automation.terminal.findings_view import findings_document, show_findings
from tests.builders import COMMIT_A, release
from tests.unit.automation.terminal.screen import Screen

FACT: Final = "p95 180 ms [of 20]"
OUTCOMES: Final[Mapping[str, Outcome]] = {"files": "fail", "error-rates": "undecided"}
FINDINGS: Final = tuple(Finding(name, OUTCOMES.get(name, "pass"), FACT, 1.23456) for name in NAMES)


def test_shows_each_item_in_the_procedures_words_below_its_list() -> None:
    screen = Screen()

    show_findings(screen.console, FINDINGS)

    shown = [line.strip() for line in screen.lines]
    assert [line for line in shown if line in PARTS] == list(PARTS)
    marks = {"pass": "✓", "fail": "✗", "undecided": "?"}
    for item in ITEMS:
        mark = marks[OUTCOMES.get(item.name, "pass")]
        (line,) = [line for line in shown if line.startswith(f"{mark} {item.words}")]
        assert line.endswith(FACT)


def test_shows_only_what_was_looked_at() -> None:
    screen = Screen()

    show_findings(screen.console, [Finding("files", "pass", FACT)])

    assert "Business Validation" in screen.text
    assert "Post-Rollback Validation" not in screen.text


def test_the_document_has_the_same_and_a_version() -> None:
    document = json.loads(findings_document(release(), FINDINGS, "bad", recorded=True))

    assert document["format"] == "clinical-trial/verification/1"
    assert (document["commit"], document["verdict"], document["recorded"]) == (
        COMMIT_A,
        "bad",
        True,
    )
    assert [item["name"] for item in document["items"]] == list(NAMES)
    assert document["items"][0] == {
        "name": "health",
        "words": "System health checks pass",
        "list": "Post-Rollback Validation",
        "outcome": "pass",
        "fact": FACT,
        "seconds": 1.235,
    }
