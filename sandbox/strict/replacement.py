"""Puts a stricter function in the place of one of moto's. Changes moto's classes in memory."""

from collections.abc import Callable
from functools import wraps
from typing import Any


def replace(owner: Any, name: str, stricter: Any) -> None:
    """Replace a method or property of moto's.

    Args:
        owner: class that holds it.
        name: its name there.
        stricter: what takes its place.

    Raises:
        AttributeError: this version of moto has no such thing, so the behaviour would be lost.
    """
    getattr(owner, name)
    setattr(owner, name, stricter)


def surround(owner: Any, name: str, stricter: Callable[..., Any]) -> None:
    """Replace a method of moto's by one that gets the former method as its first argument.

    Args:
        owner: class that holds it.
        name: its name there.
        stricter: called with the former method, then with the method's own arguments.

    Raises:
        AttributeError: this version of moto has no such thing, so the behaviour would be lost.
    """
    former = getattr(owner, name)

    @wraps(former)
    def method(*arguments: Any, **named: Any) -> Any:
        return stricter(former, *arguments, **named)

    setattr(owner, name, method)
