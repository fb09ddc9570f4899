"""The engine that this machine has: its versions and its provider's schema."""

import os
from pathlib import Path

import pytest
from rich.console import Console

from sandbox.engine import Engine, find, provision
from sandbox.engine.commands import Subprocesses
from sandbox.engine.installed import as_numbers, pulumi_version
from sandbox.engine.recipe import ENGINE_VERSION, PLUGIN, PLUGIN_BINARY, PROVIDER_VERSION
from sandbox.engine.verify import sdk_package, unexpected_differences

pytestmark = pytest.mark.functional


@pytest.fixture(scope="module")
def engine() -> Engine:
    """Provisioned if it is not yet, as `make setup` does."""
    return provision(Console(stderr=True))


def test_pulumi_is_new_enough_and_its_language_host_is_beside_it(engine: Engine) -> None:
    version = pulumi_version(Subprocesses(), engine.bin / "pulumi")
    assert version is not None
    assert as_numbers(version) >= as_numbers(ENGINE_VERSION)
    assert os.access(engine.bin / "pulumi-language-python", os.X_OK)


def test_the_provider_is_the_pinned_one(engine: Engine) -> None:
    plugin = engine.plugins / PLUGIN / PLUGIN_BINARY
    assert Subprocesses().run([str(plugin), "--version"]).strip() == PROVIDER_VERSION


def test_pulumi_finds_the_plugin_through_the_environment(engine: Engine, tmp_path: Path) -> None:
    environment = {**os.environ, **engine.environment(tmp_path)}
    told = Subprocesses().run(["pulumi", "plugin", "ls"], environment=environment)
    assert "aws" in told
    assert PROVIDER_VERSION in told


def test_the_providers_own_schema_equals_the_python_sdk(engine: Engine, tmp_path: Path) -> None:
    environment = {**os.environ, **engine.environment(tmp_path / "home")}
    plugin = engine.plugins / PLUGIN / PLUGIN_BINARY
    schema = tmp_path / "schema.json"
    command = ["pulumi", "package", "get-schema", str(plugin)]
    schema.write_text(Subprocesses().run(command, environment=environment))
    assert unexpected_differences(schema, sdk_package()) == []


def test_once_provisioned_it_is_found_again(engine: Engine) -> None:
    assert find() == engine
