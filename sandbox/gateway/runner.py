"""Runs one handler once, in a process of its own: reads a request from stdin, answers on stdout.

Only the standard library, and little of it: its start is part of every answer's time. What the
handler prints goes to stderr, as Lambda's goes to the log.
"""

import importlib
import json
import math
import os
import signal
import sys
import time
import traceback
from typing import Any


class Context:
    """The context object: https://docs.aws.amazon.com/lambda/latest/dg/python-context.html."""

    def __init__(self, facts: dict[str, Any]) -> None:
        self.function_name: str = facts["function_name"]
        self.function_version: str = facts["function_version"]
        self.invoked_function_arn: str = facts["invoked_function_arn"]
        self.memory_limit_in_mb: str = facts["memory_limit_in_mb"]
        self.aws_request_id: str = facts["aws_request_id"]
        self.log_group_name: str = f"/aws/lambda/{self.function_name}"
        self.log_stream_name: str = facts["aws_request_id"]
        self._deadline: float = time.monotonic() + facts["timeout_seconds"]

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds until the time limit."""
        return max(0, int((self._deadline - time.monotonic()) * 1000))


def main() -> None:
    """Load the handler, call it, answer {"result": …} or {"error": …}."""
    answer_to = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    call = json.load(sys.stdin)
    # Should the server die, nobody else would end a handler that hangs.
    signal.alarm(math.ceil(call["context"]["timeout_seconds"]) + 1)
    sys.path.insert(0, call["folder"])
    try:
        module, _, name = call["handler"].rpartition(".")
        handler = getattr(importlib.import_module(module.replace("/", ".")), name)
        answer = json.dumps({"result": handler(call["event"], Context(call["context"]))})
    except Exception as error:  # noqa: BLE001 - whatever the handler raises is its answer
        traceback.print_exc()
        answer = json.dumps(
            {"error": {"errorType": type(error).__name__, "errorMessage": str(error)}}
        )
    sys.stdout.flush()
    answer_to.write(answer)
    answer_to.flush()
    # At once: threads and exit handlers of the code must not hold up the answer.
    os._exit(0)


if __name__ == "__main__":
    main()
