"""`python -m sandbox load`, as it is typed."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping

import pytest

from sandbox.home import REPOSITORY, VARIABLE, Home
from sandbox.state import Running
from tests.functional.sandbox.deployment import Deployment

pytestmark = pytest.mark.functional


@pytest.fixture
def variables(home: Home) -> Mapping[str, str]:
    return {**os.environ, VARIABLE: str(home.root)}


def load(variables: Mapping[str, str], *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "sandbox", "load", *arguments],
        cwd=REPOSITORY,
        env=dict(variables),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_tells_a_line_a_second_and_a_summary(
    deployment: Deployment, variables: Mapping[str, str]
) -> None:
    deployment.upload("index.html", "hello")
    running = load(variables, "dev", "--rps", "10", "--for", "2s", "--path", "/", "--path", "/x")

    out, err = running.communicate(timeout=120)

    assert running.returncode == 0
    assert out.startswith("20 requests in ")
    assert "200: 20" in out
    assert all("/s  failed   0.0 %" in line for line in err.splitlines())
    assert len(err.splitlines()) >= 2


def test_ctrl_c_ends_it_with_a_summary(
    deployment: Deployment, variables: Mapping[str, str]
) -> None:
    deployment.upload("index.html", "hello")
    running = load(variables, "dev", "--rps", "5", "--for", "10m", "--path", "/")
    assert running.stderr is not None
    running.stderr.readline()

    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=120)

    assert running.returncode == 130
    assert " requests in " in out
    assert "Traceback" not in err


def test_what_is_too_much_is_refused_in_one_line(
    server: Running, variables: Mapping[str, str]
) -> None:
    running = load(variables, "dev", "--rps", "9000")
    out, err = running.communicate(timeout=60)
    assert (running.returncode, out, len(err.splitlines())) == (1, "", 1)


def test_without_a_sandbox_there_is_nobody_to_ask(
    variables: Mapping[str, str], tmp_path: object
) -> None:
    running = load({**variables, VARIABLE: str(tmp_path)}, "dev")
    _, err = running.communicate(timeout=60)
    assert running.returncode == 3
    assert "python -m sandbox up" in err
