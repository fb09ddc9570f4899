"""The document says what was measured, and which bar was missed."""

import re

from bench.figures import Figures
from bench.report import text
from sandbox.home import REPOSITORY
from tests.unit.bench.examples import figures


def cell(document: str, name: str) -> str:
    """Second cell of the row whose first one begins so."""
    found = re.search(rf"^\| {re.escape(name)}[^|]*\| ([^|]*) \|", document, re.MULTILINE)
    assert found is not None, name
    return found[1]


def verdicts(measured: Figures) -> list[str]:
    """Last cell of each bar's row."""
    bars = text(measured).partition("## Bars")[2]
    return re.findall(r"\| (met|\*\*missed\*\*) \|$", bars, re.MULTILINE)


def test_a_sample_is_labelled_with_what_was_really_measured() -> None:
    document = text(figures(files=1000))

    assert "**scaled** from 100 objects (180 s measured)" in document
    assert cell(document, "written scripts") == "1080 s"


def test_what_was_measured_whole_is_not_called_scaled() -> None:
    assert "scaled" not in text(figures(files=100))


def test_the_tool_s_time_is_told_by_its_parts() -> None:
    document = text(figures(ended=10.0))

    assert cell(document, "this tool, from typing") == "10.0 s"
    assert cell(document, "of it start, reading") == "1.0 s"
    assert cell(document, "of it moving the traffic") == "3.0 s"
    assert cell(document, "of it verifying") == "6.0 s"


def test_sizes_come_in_their_order() -> None:
    memory = text(figures()).partition("## Memory")[2]

    assert re.findall(r"^\| ([\d,]+) \| (\d+) MiB", memory, re.MULTILINE) == [
        ("100", "60"),
        ("1,000", "80"),
    ]


def test_each_bar_is_judged_by_itself() -> None:
    met, missed = "met", "**missed**"

    assert verdicts(figures()) == [met, met, met]
    assert verdicts(figures(ended=18.1)) == [missed, met, met]
    assert verdicts(figures(served=2.1)) == [met, missed, met]
    assert verdicts(figures(first=1.0)) == [met, met, missed]


def test_the_committed_document_has_the_shape_that_the_command_writes() -> None:
    committed = (REPOSITORY / "docs" / "benchmark.md").read_text()

    assert _shape(committed) == _shape(text(figures()))


def _shape(document: str) -> list[str]:
    """Headings, and the first line of each table."""
    return [line for line in document.splitlines() if line.startswith(("#", "| bar", "| objects"))]
