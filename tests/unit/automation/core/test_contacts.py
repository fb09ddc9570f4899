"""Who is called, in which order."""

import pytest
from pydantic import ValidationError

from automation.core.contacts import Contacts, Person
from tests.unit.components.values import CONTACTS


def person(name: str) -> dict[str, str]:
    return {"name": name, "phone": "+44 20 7946 0000", "email": f"{name}@example.org"}


def test_people_are_called_in_the_order_of_escalation() -> None:
    rotation = {
        "primary": person("a"),
        "secondary": person("b"),
        "escalation": [person("c"), person("d")],
    }
    contacts = Contacts.model_validate({**CONTACTS, "rotation": rotation})

    called = [(part, who.name) for part, who in contacts.calling_order]

    assert called == [
        ("Primary", "a"),
        ("Secondary", "b"),
        ("Escalation 1", "c"),
        ("Escalation 2", "d"),
    ]


@pytest.mark.parametrize("phone", ["0202 555 0100", "+1", "+1 202 CALL", "+" + "1" * 16])
def test_a_phone_that_nobody_can_call_from_abroad_is_refused(phone: str) -> None:
    with pytest.raises(ValidationError, match="no international phone number"):
        Person(name="a", phone=phone, email="a@example.org")


def test_a_phone_is_kept_as_it_is_dialled() -> None:
    assert Person(name="a", phone="+1 (202) 555-0100", email="a@b.c").phone == "+12025550100"


def test_somebody_has_to_be_there_to_escalate_to() -> None:
    rotation = {"primary": person("a"), "secondary": person("b"), "escalation": []}
    with pytest.raises(ValidationError, match="escalation"):
        Contacts.model_validate({**CONTACTS, "rotation": rotation})
