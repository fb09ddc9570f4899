"""Variables with which tools find the sandbox."""

from pathlib import Path

import pytest

from sandbox.environment import environment, process_environment
from sandbox.errors import NotRunningError
from sandbox.home import Home
from sandbox.state import Running
from tests.functional.sandbox.clients import Clients

pytestmark = pytest.mark.functional


@pytest.mark.parametrize("identity", ["requester", "approver"])
def test_the_keys_are_those_of_the_user(home: Home, server: Running, identity: str) -> None:
    variables = environment(identity, home)  # type: ignore[arg-type]
    clients = Clients(
        server.endpoint, variables["AWS_ACCESS_KEY_ID"], variables["AWS_SECRET_ACCESS_KEY"]
    )

    caller = clients.of("sts").get_caller_identity()

    assert caller["Arn"] == f"arn:aws:iam::123456789012:user/{identity}"


def test_names_everything_that_pulumi_and_the_commands_need(home: Home, server: Running) -> None:
    variables = environment("requester", home)

    assert variables["AWS_ENDPOINT_URL"] == server.endpoint
    assert variables["PULUMI_BACKEND_URL"] == f"file://{home.backend}"
    assert variables["CLINICAL_TRIAL_SITE_URL_PROD"] == server.site("prod")
    assert home.backend.is_dir()
    assert home.pulumi_home.is_dir()


def test_what_leads_to_a_real_account_is_left_out(
    home: Home, server: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "real")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "real")

    variables = process_environment("requester", home)

    assert server.alive
    assert not {"AWS_PROFILE", "AWS_SESSION_TOKEN"} & variables.keys()
    assert variables["HOME"]


def test_without_a_server_there_is_no_environment(tmp_path: Path) -> None:
    with pytest.raises(NotRunningError):
        environment("requester", Home(tmp_path))
