"""`python -m automation.notify` as typed, as far as it gets without AWS."""

import json
from pathlib import Path
from typing import get_args

import pytest
from click.testing import CliRunner

from automation import notify
from automation.core.notice import NoticeKind
from automation.core.telling import PlaceName


@pytest.mark.parametrize("kind", get_args(NoticeKind))
@pytest.mark.parametrize("place", get_args(PlaceName))
def test_each_message_can_be_looked_at_as_each_channel_has_it(
    kind: NoticeKind, place: PlaceName
) -> None:
    result = CliRunner().invoke(notify.main, ["preview", "--kind", kind, "--channel", place])

    assert result.exit_code == 0, result.output
    assert "Clinical Trial Platform" in result.output
    if not place.startswith("email"):
        json.loads(result.output)


def test_a_file_that_can_t_be_written_is_a_wrong_command_line(tmp_path: Path) -> None:
    page = tmp_path / "nowhere" / "mail.html"

    result = CliRunner().invoke(notify.main, ["preview", "--html", str(page)])

    assert result.exit_code == 2
    assert "No such file or directory" in result.output


def test_a_mail_can_be_written_to_a_file(tmp_path: Path) -> None:
    page = tmp_path / "mail.html"

    result = CliRunner().invoke(
        notify.main, ["preview", "--kind", "completed", "--html", str(page)]
    )

    assert result.exit_code == 0
    assert page.read_text().startswith("<!doctype html>")
    assert result.stdout == ""


def test_an_unknown_channel_is_told_with_those_that_there_are() -> None:
    result = CliRunner().invoke(notify.main, ["preview", "--channel", "pigeon"])

    assert result.exit_code == 2
    assert "slack-alerts" in result.output
