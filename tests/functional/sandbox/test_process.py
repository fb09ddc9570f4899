"""Starting and ending the server."""

import json
import os
import signal
import socket
import stat
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from sandbox import process, state
from sandbox.errors import PortInUseError
from sandbox.home import Home
from sandbox.ports import HOST, Ports, from_bases
from sandbox.state import Running

pytestmark = pytest.mark.functional


@pytest.fixture
def own_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """A home in which a test starts a server of its own."""
    home = Home(tmp_path_factory.mktemp("own"))
    yield home
    process.stop(home)


def test_a_second_start_finds_the_first_server(home: Home, server: Running) -> None:
    assert process.start(home, from_bases(0, 0)) == server


def test_the_credentials_are_for_their_owner_only(home: Home, server: Running) -> None:
    assert server.alive
    assert stat.S_IMODE(home.credentials.stat().st_mode) == 0o600


def test_a_server_that_was_killed_is_replaced_and_its_backend_forgotten(own_home: Home) -> None:
    first = process.start(own_home, from_bases(0, 0))
    (own_home.backend / "stack.json").write_text("{}")
    os.kill(first.pid, signal.SIGKILL)
    while first.alive:
        time.sleep(0.01)

    second = process.start(own_home, from_bases(0, 0))

    assert second.alive
    assert second.pid != first.pid
    assert list(own_home.backend.iterdir()) == []


def test_stopping_ends_the_server_and_forgets_it(own_home: Home) -> None:
    server = process.start(own_home, from_bases(0, 0))

    assert process.stop(own_home) == server

    assert not server.alive
    assert not own_home.state.exists()
    assert not own_home.credentials.exists()
    assert process.stop(own_home) is None


def test_a_process_that_got_the_pid_of_a_dead_server_is_left_alone(own_home: Home) -> None:
    myself = replace(state.this_process(from_bases(0, 0)), born="long ago")
    state.write(own_home, myself)

    assert process.stop(own_home) is None


def test_a_port_in_use_is_named_before_anything_is_started(own_home: Home) -> None:
    with socket.socket() as other:
        other.bind((HOST, 0))
        other.listen()
        taken = other.getsockname()[1]
        ports = Ports(0, {"dev": 0, "staging": taken, "prod": 0})

        with pytest.raises(PortInUseError, match=f"Port {taken} .for staging. .*--gateway-port"):
            process.start(own_home, ports)

    assert process.running(own_home) is None


def test_an_unreadable_record_is_no_server(own_home: Home) -> None:
    own_home.state.write_text(json.dumps({"pid": "what"}))

    assert process.running(own_home) is None
