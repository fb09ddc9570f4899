"""`python -m automation.verify` as typed, as far as it gets without AWS."""

import pytest
from click.testing import CliRunner

from automation import verify
from automation.core.checklist import NAMES


def test_an_unknown_item_is_told_with_those_that_there_are() -> None:
    result = CliRunner().invoke(verify.main, ["prod", "--only", "everything"])

    assert result.exit_code == 2
    assert all(name in result.output for name in NAMES)


@pytest.mark.parametrize("sla", ["0", "-5", "fast"])
def test_a_limit_that_is_none_is_refused(sla: str) -> None:
    assert CliRunner().invoke(verify.main, ["prod", "--sla", sla]).exit_code == 2


def test_the_help_says_what_it_ends_with() -> None:
    text = CliRunner().invoke(verify.main, ["--help"]).output

    assert "0 if it is healthy, 13 if it is bad, 15 if that can't be said" in " ".join(text.split())
