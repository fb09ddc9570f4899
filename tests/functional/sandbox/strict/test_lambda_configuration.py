"""https://docs.aws.amazon.com/lambda/latest/api/API_FunctionConfiguration.html"""

import pytest

from tests.functional.sandbox import functions
from tests.functional.sandbox.clients import Clients

pytestmark = pytest.mark.functional
QUEUE = "arn:aws:sqs:us-east-1:123456789012:dead"


def test_settings_are_kept(clients: Clients, function: str) -> None:
    settings = {
        "DeadLetterConfig": {"TargetArn": QUEUE},
        "LoggingConfig": {"LogFormat": "JSON", "LogGroup": "/aws/lambda/x"},
        "TracingConfig": {"Mode": "Active"},
        "EphemeralStorage": {"Size": 1024},
        "Environment": {"Variables": {"A": "1"}},
    }
    clients.lambda_.update_function_configuration(FunctionName=function, **settings)

    kept = clients.lambda_.get_function_configuration(FunctionName=function)

    assert {name: kept[name] for name in settings} == settings


def test_a_version_keeps_the_settings_of_its_time(clients: Clients, function: str) -> None:
    functions.publish(clients, function)
    clients.lambda_.update_function_configuration(
        FunctionName=function, DeadLetterConfig={"TargetArn": QUEUE}
    )

    version = clients.lambda_.get_function_configuration(FunctionName=function, Qualifier="1")

    assert "DeadLetterConfig" not in version


def test_an_environment_can_be_emptied(clients: Clients, function: str) -> None:
    clients.lambda_.update_function_configuration(
        FunctionName=function, Environment={"Variables": {"A": "1"}}
    )
    functions.settle(clients, function)

    clients.lambda_.update_function_configuration(FunctionName=function, Environment={})

    kept = clients.lambda_.get_function_configuration(FunctionName=function)
    assert "Environment" not in kept


def test_a_reserved_concurrency_of_zero_is_shown(clients: Clients, function: str) -> None:
    clients.lambda_.put_function_concurrency(FunctionName=function, ReservedConcurrentExecutions=0)

    shown = clients.lambda_.get_function(FunctionName=function)["Concurrency"]

    assert shown == {"ReservedConcurrentExecutions": 0}
