"""Metric math: reads an expression into a tree. Pure.

Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
(section "Metric math syntax and functions"). What this doesn't know it refuses by name.
"""

import re
from dataclasses import dataclass
from typing import Final

_TOKEN: Final = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<name>[A-Za-z_]\w*)|(?P<sign><=|>=|==|!=|&&|\|\||[-+*/^<>(),]))"
)
# From the loosest to the tightest; each level is read from left to right.
_LEVELS: Final = (
    ("OR", "||"),
    ("AND", "&&"),
    ("<", "<=", ">", ">=", "==", "!="),
    ("+", "-"),
    ("*", "/"),
    ("^",),
)


class ExpressionError(Exception):
    """An expression that can't be read or worked out here."""


@dataclass(frozen=True)
class Number:
    """A constant."""

    value: float


@dataclass(frozen=True)
class Reference:
    """The result of another query, by its id."""

    id: str


@dataclass(frozen=True)
class Operation:
    """Two values and a sign between them."""

    sign: str
    left: "Node"
    right: "Node"


@dataclass(frozen=True)
class Call:
    """A function of some values."""

    function: str
    arguments: tuple["Node", ...]


Node = Number | Reference | Operation | Call


def parse(text: str) -> Node:
    """Read an expression.

    Raises:
        ExpressionError: it is none, or none that is known here.
    """
    reading = _Reading(text)
    node = reading.level(0)
    if not reading.at_end:
        raise ExpressionError(f"unexpected {reading.next!r} in {text!r}")
    return node


def references(node: Node) -> frozenset[str]:
    """The ids of the queries that an expression refers to."""
    match node:
        case Reference(identifier):
            return frozenset({identifier})
        case Operation(_, left, right):
            return references(left) | references(right)
        case Call(_, arguments):
            return frozenset().union(*map(references, arguments))
    return frozenset()


class _Reading:
    """A place in an expression."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = _tokens(text)

    @property
    def at_end(self) -> bool:
        return not self._tokens

    @property
    def next(self) -> str:
        return self._tokens[0] if self._tokens else ""

    def level(self, depth: int) -> Node:
        if depth == len(_LEVELS):
            return self._factor()
        node = self.level(depth + 1)
        while self.next in _LEVELS[depth]:
            node = Operation(self._take(), node, self.level(depth + 1))
        return node

    def _factor(self) -> Node:
        read = self._take()
        if read == "-":
            return Operation("-", Number(0), self._factor())
        if read == "(":
            node = self.level(0)
            self._expect(")")
            return node
        if read[0].isdigit():
            return Number(float(read))
        if not (read[0].isalpha() or read[0] == "_"):
            raise ExpressionError(f"unexpected {read!r} in {self._text!r}")
        return self._call(read) if self.next == "(" else Reference(read)

    def _call(self, function: str) -> Call:
        self._expect("(")
        arguments = [self.level(0)]
        while self.next == ",":
            self._take()
            arguments.append(self.level(0))
        self._expect(")")
        return Call(function, tuple(arguments))

    def _expect(self, wanted: str) -> None:
        found = self._take()
        if found != wanted:
            raise ExpressionError(f"{wanted!r} was expected before {found!r} in {self._text!r}")

    def _take(self) -> str:
        if not self._tokens:
            raise ExpressionError(f"{self._text!r} ends too early")
        return self._tokens.pop(0)


def _tokens(text: str) -> list[str]:
    found: list[str] = []
    position = 0
    while text[position:].strip():
        match = _TOKEN.match(text, position)
        if match is None:
            raise ExpressionError(f"{text[position:].strip()[0]!r} in {text!r} is not known here")
        found.append(match[0].strip())
        position = match.end()
    return found
