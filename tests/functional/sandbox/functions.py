"""Small Lambda functions for the tests."""

import io
import json
import zipfile
from typing import Any

from tests.functional.sandbox.clients import Clients

ROLE = "sandbox-test"
TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "lambda.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    ],
}


def zipped(source: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        # A fixed time: the same source is the same code.
        archive.writestr(zipfile.ZipInfo("handler.py", (2026, 1, 1, 0, 0, 0)), source)
    return buffer.getvalue()


def answering(text: str) -> str:
    """A handler that answers a text."""
    return f"def handle(event, context):\n    return {{'statusCode': 200, 'body': {text!r}}}\n"


def role_arn(clients: Clients) -> str:
    try:
        answer = clients.iam.create_role(RoleName=ROLE, AssumeRolePolicyDocument=json.dumps(TRUST))
    except clients.iam.exceptions.EntityAlreadyExistsException:
        answer = clients.iam.get_role(RoleName=ROLE)
    return str(answer["Role"]["Arn"])


def begin(clients: Clients, name: str, source: str, **settings: Any) -> Any:
    """A function that has yet to settle."""
    return clients.lambda_.create_function(
        FunctionName=name,
        Role=role_arn(clients),
        Runtime="python3.12",
        Handler="handler.handle",
        Code={"ZipFile": zipped(source)},
        **settings,
    )


def create(clients: Clients, name: str, source: str, **settings: Any) -> Any:
    """A function that is settled."""
    answer = begin(clients, name, source, **settings)
    clients.lambda_.get_waiter("function_active_v2").wait(
        FunctionName=name, WaiterConfig={"Delay": 0.05}
    )
    return answer


def update(clients: Clients, name: str, source: str) -> None:
    """Other code, settled."""
    clients.lambda_.update_function_code(FunctionName=name, ZipFile=zipped(source))
    settle(clients, name)


def settle(clients: Clients, name: str) -> None:
    clients.lambda_.get_waiter("function_updated_v2").wait(
        FunctionName=name, WaiterConfig={"Delay": 0.05}
    )


def publish(clients: Clients, name: str) -> str:
    return str(clients.lambda_.publish_version(FunctionName=name)["Version"])
