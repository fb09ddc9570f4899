"""Who is called in an emergency: rotation, teams, external contacts. Pure.

Source: procedure, section "Emergency Contacts".
"""

import re
from typing import Annotated, Final, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
# Source: ITU-T E.164: a country code and at most fifteen digits.
_PHONE: Final = re.compile(r"\+[1-9]\d{6,14}")


def _is_email(value: str) -> str:
    if not _EMAIL.fullmatch(value):
        raise ValueError(f"{value!r} is no e-mail address")
    return value


def _is_phone(value: str) -> str:
    bare = re.sub(r"[\s().-]", "", value)
    if not _PHONE.fullmatch(bare):
        raise ValueError(f"{value!r} is no international phone number, +1 202 555 0100")
    return bare


Email = Annotated[str, AfterValidator(_is_email)]
Phone = Annotated[str, AfterValidator(_is_phone)]


class _Part(BaseModel):
    """A part of a release record, which knows it: closed and frozen as that is."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Person(_Part):
    """Somebody who answers."""

    name: str = Field(min_length=1)
    phone: Phone
    email: Email


class Rotation(_Part):
    """Who is on call.

    Attributes:
        escalation: who is called next, and after them, in this order.
    """

    primary: Person
    secondary: Person
    escalation: tuple[Person, ...] = Field(min_length=1)


class External(_Part):
    """Somebody outside: a phone, an address, or both.

    Attributes:
        note: support plan, contract number.
    """

    name: str = Field(min_length=1)
    phone: Phone | None = None
    email: Email | None = None
    note: str | None = None

    @model_validator(mode="after")
    def _can_be_reached(self) -> Self:
        if self.phone is None and self.email is None:
            raise ValueError(f"{self.name} has neither phone nor email")
        return self


class Contacts(_Part):
    """Everybody, as a stack's settings have them.

    Attributes:
        rotation: who is on call.
        teams: team -> e-mail address.
        external: outside of the company.
    """

    rotation: Rotation
    teams: dict[str, Email] = Field(min_length=1)
    external: tuple[External, ...] = ()

    @property
    def calling_order(self) -> tuple[tuple[str, Person], ...]:
        """Whom to call, in this order, each with their part."""
        rotation = self.rotation
        return (
            ("Primary", rotation.primary),
            ("Secondary", rotation.secondary),
            *(
                (f"Escalation {place}" if len(rotation.escalation) > 1 else "Escalation", person)
                for place, person in enumerate(rotation.escalation, start=1)
            ),
        )
