"""Whether a function may run at all: its reserved concurrency. I/O: Lambda.

Source: Lambda API reference, GetFunctionConcurrency, PutFunctionConcurrency (0 stops a function)
and DeleteFunctionConcurrency.
"""

from functools import cached_property
from typing import Any

from automation.core.doors import Seen, part_of_function, reserved_in, text_of
from automation.gateways.aws import client


class FunctionDoor:
    """One function."""

    def __init__(self, function_name: str) -> None:
        self.part = part_of_function(function_name)
        self.resource = f"function {function_name}"
        self._name = function_name

    def read(self) -> Seen:
        """What is reserved; `null` where nothing is."""
        answer = self._lambda.get_function_concurrency(FunctionName=self._name)
        return Seen(text_of(answer.get("ReservedConcurrentExecutions")))

    def close(self, seen: Seen, former: str) -> None:
        """Let it not run any more; what runs ends by itself."""
        del seen, former
        self._reserve(0)

    def open(self, seen: Seen, former: str) -> None:
        """Put back what was reserved, or that nothing was."""
        del seen
        reserved = reserved_in(former)
        if reserved is None:
            self._lambda.delete_function_concurrency(FunctionName=self._name)
        else:
            self._reserve(reserved)

    def _reserve(self, number: int) -> None:
        self._lambda.put_function_concurrency(
            FunctionName=self._name, ReservedConcurrentExecutions=number
        )

    @cached_property
    def _lambda(self) -> Any:
        return client("lambda")
