"""What the doctor says of a machine that lacks something."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from sandbox import doctor


@pytest.fixture
def bare_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without programs on PATH and without a cached engine."""
    monkeypatch.setenv("PATH", str(tmp_path / "programs"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("CLINICAL_TRIAL_SANDBOX_HOME", str(tmp_path / "sandbox"))
    return tmp_path


@pytest.mark.usefixtures("bare_machine")
def test_a_missing_engine_is_found_with_how_to_get_it() -> None:
    for finding in (doctor.engine(), doctor.provider()):
        assert finding.state == "missing"
        assert finding.remedy == "make setup"


@pytest.mark.usefixtures("bare_machine")
def test_missing_git_is_found() -> None:
    assert doctor.git().state == "missing"


@pytest.mark.usefixtures("bare_machine")
def test_go_is_not_required_since_a_build_brings_its_own() -> None:
    finding = doctor.go()
    assert finding.state == "note"
    assert "installs one of its own" in finding.detail


@pytest.mark.usefixtures("bare_machine")
def test_the_report_fails_and_shows_the_remedy() -> None:
    stream = io.StringIO()
    assert doctor.report(Console(file=stream, width=120)) is False
    assert "make setup" in stream.getvalue()
    assert "missing." in stream.getvalue()


def test_this_python_and_its_packages_are_as_locked() -> None:
    assert doctor.python().state == "ok"
    assert doctor.dependencies().state == "ok"


def test_reads_the_locked_versions_of_this_platform() -> None:
    locked = dict(doctor.locked_versions())
    assert locked["pulumi"] == "3.259.0"
    assert locked["pulumi-aws"] == "7.32.0"


def test_an_engine_that_does_not_run_is_found(
    bare_machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sandbox.engine.cache import Cache

    cache = Cache.of_user()
    (cache.folder / "bin").mkdir(parents=True)
    (cache.folder / "bin" / "pulumi").write_text("no program")
    (cache.folder / "engine.json").write_text('{"bin": null, "source": "build"}')
    finding = doctor.engine()
    assert finding.state == "missing"
    assert "make setup" in finding.remedy
