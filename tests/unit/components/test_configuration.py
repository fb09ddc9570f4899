import json
from pathlib import Path
from typing import Any

import pulumi
import pytest
import yaml

from components import configuration
from components.settings import Settings
from tests.unit.components.recording import Program
from tests.unit.components.values import config

ROOT = Path(__file__).parents[3]


def load(program: Program, values: dict[str, str], stack: str = "staging") -> Settings:
    read: list[Settings] = []
    program.run(lambda: read.append(configuration.load()), config=values, stack=stack)
    return read[0]


def schema() -> dict[str, Any]:
    declared = yaml.safe_load((ROOT / "Pulumi.yaml").read_text())["config"]
    return dict(declared)


def test_reads_the_stacks_values(program: Program) -> None:
    settings = load(program, config(blockedCidrs=["192.0.2.0/24"], functionMemory=1024))
    assert settings.environment == "staging"
    assert settings.blocked_cidrs == ("192.0.2.0/24",)
    assert settings.function_memory == 1024


def test_reads_who_is_told(program: Program) -> None:
    topic = "arn:aws:sns:us-east-1:123456789012:operations"
    settings = load(program, config(notifications={"sns": {"topicArn": topic}}))
    assert settings.notifications.sns is not None
    assert settings.notifications.sns.topic_arn == topic
    assert settings.notifications.slack is None


def test_names_everything_that_is_wrong_in_one_message(program: Program) -> None:
    wrong = config(functionMemory=1, throttleRate=0)
    with pytest.raises(pulumi.RunError) as failure:
        load(program, wrong)
    message = str(failure.value)
    assert "Pulumi.staging.yaml" in message
    assert "functionMemory: Input should be greater than or equal to 128" in message
    assert "throttleRate: Input should be greater than or equal to 1" in message
    assert message.endswith("Nothing was created.")


def test_refuses_a_name_that_it_does_not_know(program: Program) -> None:
    with pytest.raises(pulumi.RunError, match="functionMemroy: Extra inputs are not permitted"):
        load(program, {**config(), "functionMemroy": "512"})


def test_refuses_a_value_of_another_kind(program: Program) -> None:
    with pytest.raises(pulumi.RunError, match="functionMemory"):
        load(program, {**config(), "functionMemory": "much"})


def test_refuses_a_stack_that_is_no_environment(program: Program) -> None:
    with pytest.raises(pulumi.RunError, match="no environment 'test'"):
        load(program, config(), stack="test")


def test_the_schema_declares_what_is_read() -> None:
    fields = {field.alias for field in Settings.model_fields.values()}
    assert set(schema()) == fields - {"environment"}


def test_the_schema_describes_every_value_and_marks_the_secret_one() -> None:
    assert all(value["type"] and value["description"] for value in schema().values())
    assert [name for name, value in schema().items() if value.get("secret")] == ["pagingUrl"]


@pytest.mark.parametrize("stack", ["dev", "staging", "prod"])
def test_the_committed_stacks_are_possible(program: Program, stack: str) -> None:
    own = yaml.safe_load((ROOT / f"Pulumi.{stack}.yaml").read_text())["config"]
    given = {key.removeprefix("clinical-trial:"): value for key, value in own.items()}
    given.pop("pagingUrl")
    defaults = {key: value["default"] for key, value in schema().items() if "default" in value}
    texts = {
        key: value if isinstance(value, str) else json.dumps(value)
        for key, value in {**defaults, **given}.items()
    }
    assert load(program, texts, stack=stack).environment == stack
