"""A watch over a platform on the sandbox, with real gateways, while time goes by quickly."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from automation.core.watch_news import News
from automation.runs.announcing import NobodyTold
from automation.runs.stopping import StopRequest
from automation.runs.watching import TICK_SECONDS, Watch
from automation.terminal.watch_composition import place_of
from tests.functional.automation.miniature.clock import FastClock
from tests.functional.automation.miniature.scenes import Scene
from tests.functional.automation.miniature.work import Silent
from tests.functional.automation.watching.conftest import Alarms, Gates
from tests.unit.automation.fakes import FakeAudience

pytestmark = pytest.mark.functional

MINUTE = timedelta(minutes=1)
# Longer than anything that is waited for: a guard against a watch that does not come to it.
LONGEST = timedelta(hours=2)


class Watching:
    """A watch that is open."""

    def __init__(self) -> None:
        self.clock, self.audience = FastClock(), FakeAudience()
        place = place_of("dev", self.clock, StopRequest(), Silent(), NobodyTold())
        self.watch = Watch(place, self.audience, acts=True)
        self.watch.open()

    def go_on_until(self, is_so: Callable[[], bool]) -> None:
        """Watch until something is so."""
        deadline = self.clock.now() + LONGEST
        while not is_so():
            assert self.clock.now() < deadline, self.audience.news
            self.watch.step()
            self.clock.sleep(TICK_SECONDS)

    def go_on_for(self, span: timedelta) -> None:
        """Watch for a time."""
        end = self.clock.now() + span
        self.go_on_until(lambda: self.clock.now() >= end)

    def told(self, kind: str, about: str = "") -> list[News]:
        """What was told."""
        return [
            news for news in self.audience.news if news.kind == kind and about in {"", news.about}
        ]


@pytest.fixture
def watching(scene: Scene) -> Watching:
    return Watching()


def test_a_function_that_fails_its_health_check_three_times_is_taken_back_once(
    scene: Scene, watching: Watching
) -> None:
    watching.go_on_until(lambda: bool(watching.told("reacted")))

    assert len(watching.told("failed", "health")) == 2
    (reacted,) = watching.told("reacted")
    assert (reacted.outcome, reacted.commit) == ("rolled-back", scene.good.commit)
    assert scene.platform.state() == scene.target

    watching.go_on_until(lambda: bool(watching.told("ended", "health")))
    watching.go_on_for(5 * MINUTE)

    assert len(watching.told("reacted")) == 1
    assert [run.status for run in scene.platform.ledger.runs()] == ["finished"]


def test_an_outage_of_everything_triggers_nothing_and_is_survived(
    scene: Scene, watching: Watching, gates: Gates, alarms: Alarms
) -> None:
    gates.aws.shut()
    gates.site.shut()
    watching.go_on_until(lambda: bool(watching.told("unknown", "health")))
    watching.go_on_for(3 * MINUTE)

    assert watching.told("began") == []
    assert scene.platform.state() == scene.before

    gates.aws.open()
    gates.site.open()
    watching.go_on_until(lambda: bool(watching.told("reacted")))

    assert scene.platform.state() == scene.target
    assert watching.told("well", "aws") != []


def test_an_alarm_that_is_raised_takes_users_back(
    scene: Scene, watching: Watching, alarms: Alarms, is_cured: Callable[[], bool]
) -> None:
    with alarms.raised_until(is_cured, "availability"):
        watching.go_on_until(lambda: bool(watching.told("reacted", "availability")))

    (reacted,) = watching.told("reacted", "availability")
    assert reacted.outcome == "rolled-back"
    assert scene.platform.state() == scene.target
