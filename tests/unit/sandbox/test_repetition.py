"""What the engine's provider sends twice is done once."""

import pytest
from werkzeug.test import Client
from werkzeug.wrappers import Request, Response

from sandbox.repetition import Repetitions

PROVIDER = "APN/1.0 Pulumi/1.0 aws-sdk-go-v2/1.36.3"


class Aws:
    """Counts what it is asked for."""

    def __init__(self, *statuses: int) -> None:
        self.asked = 0
        self._statuses = statuses
        self.client = Client(Repetitions(Request.application(self._answer)))

    def _answer(self, _: Request) -> Response:
        self.asked += 1
        return Response(f"answer {self.asked}", self._statuses[self.asked - 1])

    def post(self, invocation: str, agent: str = PROVIDER, method: str = "POST") -> str:
        headers = {"amz-sdk-invocation-id": invocation, "User-Agent": agent}
        return self.client.open("/", method=method, headers=headers).get_data(as_text=True)


def test_a_repetition_gets_the_first_answer() -> None:
    aws = Aws(200, 409)

    assert [aws.post("one"), aws.post("one")] == ["answer 1", "answer 1"]
    assert aws.asked == 1


def test_another_request_is_another_one() -> None:
    aws = Aws(200, 200)

    assert [aws.post("one"), aws.post("two")] == ["answer 1", "answer 2"]


def test_what_failed_is_tried_again() -> None:
    aws = Aws(500, 200)

    assert [aws.post("one"), aws.post("one")] == ["answer 1", "answer 2"]


@pytest.mark.parametrize(("agent", "method"), [("Boto3/1.44.5", "POST"), (PROVIDER, "GET")])
def test_other_clients_and_reads_are_not_looked_at(agent: str, method: str) -> None:
    aws = Aws(200, 409)

    assert aws.post("one", agent, method) == "answer 1"
    assert aws.post("one", agent, method) == "answer 2"
