"""Metric math: works an expression out over time series. Pure.

A series has values at some of the periods that are looked at. Two series meet where both have a
value; what has none at a period, as a division by zero, has none in the result.
Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
(sections "Metric math syntax and functions" and "Using IF expressions")
"""

import math
import operator
from collections.abc import Callable, Mapping
from typing import Final

from sandbox.monitoring.expression import Call, ExpressionError, Node, Number, Operation, Reference

# Period -> value, the oldest period being 0.
Series = dict[int, float]
Value = float | Series


def _power(base: float, exponent: float) -> float | None:
    """None where it is no number, as the root of a negative one."""
    try:
        result = float(base) ** exponent
    except (ZeroDivisionError, OverflowError):
        return None
    return None if isinstance(result, complex) else result


_SIGNS: Final[dict[str, Callable[[float, float], float | None]]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": lambda left, right: left / right if right else None,
    "^": _power,
    "<": lambda left, right: float(left < right),
    "<=": lambda left, right: float(left <= right),
    ">": lambda left, right: float(left > right),
    ">=": lambda left, right: float(left >= right),
    "==": lambda left, right: float(left == right),
    "!=": lambda left, right: float(left != right),
    "AND": lambda left, right: float(bool(left) and bool(right)),
    "OR": lambda left, right: float(bool(left) or bool(right)),
}
_SYNONYMS: Final = {"&&": "AND", "||": "OR"}
_OF_ONE: Final[dict[str, Callable[[float], float]]] = {
    "ABS": abs,
    "CEIL": math.ceil,
    "FLOOR": math.floor,
}


def work_out(node: Node, known: Mapping[str, Series], periods: int) -> Value:
    """The value of an expression.

    Args:
        node: the expression.
        known: series of the queries that it refers to.
        periods: how many periods are looked at.

    Raises:
        ExpressionError: it refers to something unknown, or uses a function that is not known here.
    """
    match node:
        case Number(value):
            return value
        case Reference(identifier):
            if identifier not in known:
                raise ExpressionError(f"there is no query {identifier!r}")
            return known[identifier]
        case Operation(sign, left, right):
            values = [work_out(each, known, periods) for each in (left, right)]
            return _by_period(_SIGNS[_SYNONYMS.get(sign, sign)], *values)
        case Call(function, arguments):
            return _call(function, [work_out(each, known, periods) for each in arguments], periods)


def _call(function: str, values: list[Value], periods: int) -> Value:
    match function, values:
        case "IF", [condition, then]:
            return _if(condition, then, {})
        case "IF", [condition, then, otherwise]:
            return _if(condition, then, otherwise)
        case "FILL", [dict() as series, float(value)]:
            return {period: series.get(period, value) for period in range(periods)}
        case (("ABS" | "CEIL" | "FLOOR"), [value]):
            apply = _OF_ONE[function]
            return _by_period(lambda left, _: float(apply(left)), value, 0.0)
    raise ExpressionError(f"{function} of {len(values)} values is not known here")


def _if(condition: Value, then: Value, otherwise: Value) -> Value:
    if not isinstance(condition, dict):
        return then if condition else otherwise
    chosen = {period: then if holds else otherwise for period, holds in condition.items()}
    values = {period: _at(value, period) for period, value in chosen.items()}
    return {period: value for period, value in values.items() if value is not None}


def _by_period(combine: Callable[[float, float], float | None], left: Value, right: Value) -> Value:
    if not isinstance(left, dict) and not isinstance(right, dict):
        value = combine(left, right)
        return {} if value is None else value
    series = [set(value) for value in (left, right) if isinstance(value, dict)]
    combined: Series = {}
    for period in set.intersection(*series):
        one, other = _at(left, period), _at(right, period)
        value = None if one is None or other is None else combine(one, other)
        if value is not None:
            combined[period] = value
    return combined


def _at(value: Value, period: int) -> float | None:
    return value.get(period) if isinstance(value, dict) else value
