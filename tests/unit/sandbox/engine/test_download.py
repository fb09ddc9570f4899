"""The second way: the official download."""

import socket
import subprocess
import urllib.error
from pathlib import Path

import pytest

from sandbox.engine.download import download
from sandbox.engine.errors import WayClosedError
from sandbox.engine.recipe import PROVIDER_VERSION
from tests.unit.sandbox.engine.fakes import FakeCommands, Screen


class FakeInstaller:
    """Stands for the SDK's installer."""

    def __init__(self, error: Exception | None = None) -> None:
        self.roots: list[Path] = []
        self.time_limits: list[float | None] = []
        self._error = error

    def __call__(self, root: Path) -> None:
        self.roots.append(root)
        self.time_limits.append(socket.getdefaulttimeout())
        if self._error is not None:
            raise self._error


def test_installs_pulumi_and_then_the_plugin_into_the_same_folder(tmp_path: Path) -> None:
    commands, installer = FakeCommands(), FakeInstaller()
    commands.declare_answer("plugin install")
    download(tmp_path, Screen().progress, commands, installer)
    assert installer.roots == [tmp_path]
    words = ["plugin", "install", "resource", "aws", PROVIDER_VERSION]
    assert commands.calls == [[str(tmp_path / "bin" / "pulumi"), *words]]
    assert commands.environments[0]["PULUMI_HOME"] == str(tmp_path)


@pytest.mark.parametrize(
    "error",
    [
        urllib.error.URLError("name or service not known"),
        TimeoutError("timed out"),
        ConnectionRefusedError("connection refused"),
        subprocess.CalledProcessError(1, "install.sh"),
    ],
)
def test_closed_downloads_are_said_and_nothing_else_is_tried(
    tmp_path: Path, error: Exception
) -> None:
    commands = FakeCommands()
    with pytest.raises(WayClosedError):
        download(tmp_path, Screen().progress, commands, FakeInstaller(error))
    assert commands.calls == []


def test_closed_when_only_the_plugin_cannot_be_had(tmp_path: Path) -> None:
    commands = FakeCommands()
    commands.declare_failure("plugin install")
    with pytest.raises(WayClosedError, match=f"aws plugin {PROVIDER_VERSION}"):
        download(tmp_path, Screen().progress, commands, FakeInstaller())


def test_a_network_that_does_not_answer_counts_as_closed_after_seconds(tmp_path: Path) -> None:
    commands, installer = FakeCommands(), FakeInstaller()
    commands.declare_answer("plugin install")
    before = socket.getdefaulttimeout()
    download(tmp_path, Screen().progress, commands, installer)
    assert installer.time_limits == [5.0]
    assert socket.getdefaulttimeout() == before
