"""`python -m automation.person` in a repository with settings."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from automation.person import main
from tests.functional.automation.gateways.git_repository import GitRepository

pytestmark = pytest.mark.functional

SETTINGS = "config:\n  clinical-trial:githubPeople: {ada-l: ada}\n"


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> GitRepository:
    made = GitRepository(tmp_path / "repository")
    made.commit("Settings", {"Pulumi.prod.yaml": SETTINGS, "Pulumi.dev.yaml": "config: {}\n"})
    monkeypatch.chdir(made.folder)
    return made


def typed(*words: str) -> Result:
    return CliRunner().invoke(main, words)


@pytest.mark.usefixtures("made")
def test_a_known_login_gives_a_line_for_the_next_step() -> None:
    assert typed("prod", "ada-l").output == "person=ada\n"


@pytest.mark.usefixtures("made")
@pytest.mark.parametrize("words", [("prod", "eve"), ("dev", "ada-l")])
def test_an_unknown_login_is_refused(words: tuple[str, str]) -> None:
    result = typed(*words)

    assert result.exit_code == 5
    assert "person=" not in result.output


def test_what_is_not_committed_names_nobody(made: GitRepository) -> None:
    (made.folder / "Pulumi.prod.yaml").write_text(SETTINGS.replace("ada-l", "eve"))

    assert typed("prod", "eve").exit_code == 5
