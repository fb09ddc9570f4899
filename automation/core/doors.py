"""The ways into the platform that a lock-down closes, and what each one's state means. Pure.

A door's configuration is a text, the same for the same configuration: what the ledger keeps, what
an approver agrees to, and what is compared.
"""

import json
from dataclasses import dataclass
from typing import Any, Final, Literal

from automation.core import throttle, web_acl

State = Literal["open", "closed", "changed"]
FIREWALL: Final = "firewall"
API: Final = "api"
_FUNCTION: Final = "function:"


@dataclass(frozen=True)
class Seen:
    """A door as it was read.

    Attributes:
        configuration: text of it.
        token: what a write has to name, where AWS has such a thing.
    """

    configuration: str
    token: str = ""


class DoorMovedError(Exception):
    """Somebody else changed a door between its reading and its writing."""


def part_of_function(function_name: str) -> str:
    """A function as a part of a lock-down."""
    return f"{_FUNCTION}{function_name}"


def function_of(part: str) -> str | None:
    """The function that a part is; None if it is none."""
    return part.removeprefix(_FUNCTION) if part.startswith(_FUNCTION) else None


def title(part: str) -> str:
    """A part in words."""
    names = {FIREWALL: "web ACL (the edge)", API: "API stage (throttle)"}
    return names.get(part) or f"function {function_of(part)}"


def state_of(part: str, former: str, found: str) -> State:
    """What became of a door since it was closed.

    Args:
        part: which.
        former: its configuration before.
        found: its configuration now.
    """
    if is_as_closed(part, former, found):
        return "closed"
    return "open" if found == former else "changed"


def is_as_closed(part: str, former: str, found: str) -> bool:
    """Whether a door is exactly as closing it leaves it."""
    if part == FIREWALL:
        return found == closed_acl(former)
    if part == API:
        return not throttle.strange(json.loads(former), json.loads(found))
    return reserved_in(found) == 0


def lets_nobody_in(part: str, found: str) -> bool:
    """Whether a door is closed, by whomever and whatever it was before."""
    if part == FIREWALL:
        return web_acl.is_closed(web_acl.from_text(found))
    if part == API:
        return throttle.is_closed(json.loads(found))
    return reserved_in(found) == 0


def strange(part: str, former: str, found: str) -> tuple[str, ...]:
    """How a door differs from what closing it left, in lines for a person."""
    if part == API:
        return throttle.strange(json.loads(former), json.loads(found))
    if part == FIREWALL:
        return _lines(web_acl.closed(web_acl.from_text(former)), web_acl.from_text(found))
    reserved = reserved_in(found)
    return () if reserved == 0 else (f"reserved concurrency: {_or_absent(reserved)} instead of 0",)


def closed_acl(former: str) -> str:
    """The text of a web ACL that was closed."""
    return web_acl.to_text(web_acl.closed(web_acl.from_text(former)))


def text_of(value: Any) -> str:
    """One text for method settings or a reserved concurrency."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def reserved_in(text: str) -> int | None:
    """A function's reserved concurrency; None where none is reserved."""
    value = json.loads(text)
    return None if value is None else int(value)


def _lines(expected: dict[str, Any], found: dict[str, Any]) -> tuple[str, ...]:
    lines = [
        f"{name}: {_short(found.get(name))} instead of {_short(expected.get(name))}"
        for name in sorted((expected.keys() | found.keys()) - {"Rules"})
        if expected.get(name) != found.get(name)
    ]
    wanted, there = (
        {rule["Name"]: rule for rule in acl.get("Rules", ())} for acl in (expected, found)
    )
    for name in sorted(wanted.keys() | there.keys()):
        if name not in there:
            lines.append(f"rule {name} is gone")
        elif name not in wanted:
            lines.append(f"rule {name} is new")
        elif wanted[name] != there[name]:
            lines.append(f"rule {name} is another one: {_short(there[name])}")
    return tuple(lines)


def _short(value: Any) -> str:
    return "absent" if value is None else web_acl.to_text({"": value})[4:-1][:160]


def _or_absent(value: int | None) -> str:
    return "none" if value is None else str(value)
