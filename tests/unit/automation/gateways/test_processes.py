"""What can be proven about a process of this machine."""

import os
import socket
import subprocess
import sys

from automation.gateways.processes import ProcessesGateway


def test_a_process_that_runs_is_running() -> None:
    assert ProcessesGateway().is_running(os.getpid())


def test_somebody_elses_process_is_running() -> None:
    assert ProcessesGateway().is_running(1)


def test_a_process_that_has_ended_is_not() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()

    assert not ProcessesGateway().is_running(process.pid)


def test_this_machine_is_called_what_the_engine_calls_it() -> None:
    assert ProcessesGateway().here() == socket.gethostname()
