"""docs/notifications.md says what the tables of the code say."""

import re
from typing import get_args

from automation.core.notice import NoticeKind
from automation.core.notification_settings import NotificationSettings
from automation.core.telling import PLACES, STAGES
from automation.gateways.channels.addresses import VARIABLES
from tests.unit.docs.pages import page

TEXT = page("docs/notifications.md").text


def rows(stage: str) -> dict[str, set[str]]:
    """Place -> kinds of a stage's rows."""
    found = re.findall(rf"^\| {stage} \| [^|]+ \| ([^|]+) \| [^|]+ \| ([^|]+) \|$", TEXT, re.M)
    return {place.strip("`"): set(re.findall(r"`([\w-]+)`", kinds)) for place, kinds in found}


def test_the_table_has_each_place_of_the_first_two_stages_with_its_events() -> None:
    for stage in STAGES[:2]:
        assert rows(stage.name) == {name: set(kinds) for name, kinds in stage.tells.items()}


def test_everybody_hears_of_the_end() -> None:
    ((places, kinds),) = rows("resolution").items()

    assert all(set(tells) == kinds for tells in STAGES[2].tells.values())
    assert set(STAGES[2].tells) == {place.name for place in PLACES}
    assert places.startswith("all of them")


def test_each_event_is_explained() -> None:
    explained = set(re.findall(r"`([\w-]+)`", "".join(re.findall(r"^\| `[^|]+", TEXT, re.M))))

    assert set(get_args(NoticeKind)) <= explained


def test_each_channel_of_the_settings_is_in_the_example() -> None:
    channels = set(NotificationSettings.model_fields) - {
        "post_mortem_working_days",
        "post_mortem_hour",
    }

    assert all(re.search(rf"^    {channel}:", TEXT, re.M) for channel in channels)


def test_each_variable_is_named() -> None:
    assert all(f"`{variable}`" in TEXT for variable in VARIABLES)
