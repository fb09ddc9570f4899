"""`python -m sandbox …` as a person types it."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from sandbox.home import REPOSITORY, VARIABLE, Home
from sandbox.monitoring.minute import VARIABLE as MINUTE_VARIABLE
from sandbox.state import Running

pytestmark = pytest.mark.functional


def sandbox(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sandbox", *arguments],
        cwd=REPOSITORY,
        env=os.environ | {VARIABLE: str(home)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_second_up_says_who_runs_already(home: Home, server: Running) -> None:
    done = sandbox(home.root, "up")

    assert done.returncode == 0
    assert f"already running (pid {server.pid}" in done.stdout


def test_an_impossible_minute_is_refused_before_anything_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(MINUTE_VARIABLE, "fast")

    done = sandbox(tmp_path, "up", "--port", "0", "--gateway-port", "0")

    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert f"unset {MINUTE_VARIABLE}" in done.stderr
    assert not Home(tmp_path).state.exists()


def test_status_shows_where_it_listens(home: Home, server: Running) -> None:
    done = sandbox(home.root, "status")

    assert done.returncode == 0
    assert server.endpoint in done.stdout
    assert server.site("prod") in done.stdout


def test_url_prints_nothing_but_the_url(home: Home, server: Running) -> None:
    assert sandbox(home.root, "url", "prod").stdout == server.site("prod") + "\n"


@pytest.mark.parametrize("identity", ["requester", "approver"])
def test_the_exports_make_a_shell_act_as_one_of_the_users(
    home: Home, server: Running, identity: str
) -> None:
    ask = "import boto3; print(boto3.client('sts').get_caller_identity()['Arn'])"
    env = f"{shlex.quote(sys.executable)} -m sandbox env --as {identity}"
    command = f'eval "$({env})" && python -c {shlex.quote(ask)}'
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=REPOSITORY,
        env=os.environ | {VARIABLE: str(home.root), "AWS_PROFILE": "of-a-real-account"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert server.alive
    assert done.stdout == f"arn:aws:iam::123456789012:user/{identity}\n"


@pytest.mark.parametrize("command", [["status"], ["env"], ["url"]])
def test_without_a_server_the_next_command_is_named(tmp_path: Path, command: list[str]) -> None:
    done = sandbox(tmp_path, *command)

    assert done.returncode == 3
    assert done.stderr == "The sandbox is not running. Start it: python -m sandbox up\n"


def test_down_without_a_server_says_so(tmp_path: Path) -> None:
    done = sandbox(tmp_path, "down")

    assert (done.returncode, done.stdout) == (0, "No sandbox was running.\n")


def test_up_on_a_taken_port_says_which_and_what_to_do(tmp_path: Path, server: Running) -> None:
    done = sandbox(tmp_path, "up", "--port", str(server.aws_port), "--gateway-port", "0")

    assert done.returncode == 4
    assert f"Port {server.aws_port} (for AWS) is in use" in done.stderr
    assert "Traceback" not in done.stderr
