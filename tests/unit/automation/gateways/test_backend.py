"""Which backend it is: chosen as the engine chooses it, without the engine."""

import json
from pathlib import Path

import pytest

from automation.gateways.backend import backend_of, backend_url
from automation.gateways.backend_cloud import CloudBackend
from automation.gateways.backend_stored import StoredBackend


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "pulumi-home"
    folder.mkdir()
    monkeypatch.setenv("PULUMI_HOME", str(folder))
    monkeypatch.delenv("PULUMI_BACKEND_URL", raising=False)
    return folder


def log_in(home: Path, url: str) -> None:
    (home / "credentials.json").write_text(json.dumps({"current": url, "accounts": {}}))


def name_in_project(folder: Path, url: str) -> None:
    (folder / "Pulumi.yaml").write_text(f"name: clinical-trial\nbackend:\n  url: {url}\n")


def test_the_variable_comes_first_then_the_project_then_the_login(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert backend_url(tmp_path) is None
    log_in(home, "https://api.pulumi.com")
    assert backend_url(tmp_path) == "https://api.pulumi.com"
    name_in_project(tmp_path, "s3://states")
    assert backend_url(tmp_path) == "s3://states"
    monkeypatch.setenv("PULUMI_BACKEND_URL", "file:///states")
    assert backend_url(tmp_path) == "file:///states"


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("file:///states", StoredBackend),
        ("file://~", StoredBackend),
        ("s3://states/team?region=eu-west-1", StoredBackend),
        ("https://api.pulumi.com", CloudBackend),
        ("gs://states", type(None)),
        ("", type(None)),
    ],
)
def test_each_kind_has_its_reader_and_an_unknown_one_none(
    url: str, kind: type[object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PULUMI_BACKEND_URL", url)

    assert isinstance(backend_of("clinical-trial", "dev", tmp_path), kind)


def test_settings_that_cannot_be_read_are_no_backend(tmp_path: Path, home: Path) -> None:
    (home / "credentials.json").write_text("{")
    (tmp_path / "Pulumi.yaml").write_text("")

    assert backend_url(tmp_path) is None
