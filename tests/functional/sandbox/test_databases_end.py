"""No database outlives its sandbox, however the sandbox ends."""

import os
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox import process
from sandbox.home import Home
from sandbox.ports import HOST, from_bases
from sandbox.state import Running
from tests.functional.sandbox.clients import Clients

pytestmark = pytest.mark.functional


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    home = Home(tmp_path)
    yield home
    process.stop(home)


def test_down_ends_the_database(home: Home) -> None:
    port = database_port(process.start(home, from_bases(0, 0)))
    assert answers(port)
    process.stop(home)
    assert not answers(port)


def test_a_killed_server_takes_its_database_along(home: Home) -> None:
    server = process.start(home, from_bases(0, 0))
    port = database_port(server)
    os.kill(server.pid, signal.SIGKILL)
    deadline = time.monotonic() + 30
    while answers(port) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not answers(port)


def database_port(server: Running) -> int:
    rds = Clients(server.endpoint, "test", "test").rds
    cluster = rds.create_db_cluster(
        DBClusterIdentifier="short-lived",
        Engine="aurora-postgresql",
        MasterUsername="owner",
        ManageMasterUserPassword=True,
    )["DBCluster"]
    rds.create_db_instance(
        DBInstanceIdentifier="short-lived",
        DBClusterIdentifier="short-lived",
        Engine="aurora-postgresql",
        DBInstanceClass="db.serverless",
    )
    rds.get_waiter("db_instance_available").wait(
        DBInstanceIdentifier="short-lived", WaiterConfig={"Delay": 0.1, "MaxAttempts": 400}
    )
    return int(cluster["Port"])


def answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((HOST, port)) == 0
