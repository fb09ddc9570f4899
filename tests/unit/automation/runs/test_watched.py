"""The second look of a watch, and its looks at the health page."""

from datetime import timedelta

from automation.core.trigger import Condition, Signal
from automation.core.watching import EVERY, Look, Row
from automation.runs.watched import HealthRow, WatchedConditions, look_at_health
from tests.builders import NOW
from tests.unit.automation.fakes import FakeConditions
from tests.unit.automation.watch_in_memory import FakeAlarmStates, Network, Watched

ALARM = Condition("ALARM", NOW + timedelta(hours=1), "43.75 was greater than 5.0")


def told(since: Condition | None = None, name: str = "health") -> Signal:
    began = since.since if since and since.since else NOW
    return Signal("watch", name, "prod", "ALARM", began, began, "")


def failing() -> HealthRow:
    own = HealthRow()
    own.row = Row()
    for number in range(3):
        own.row = own.row.after(Look(NOW + number * EVERY, "fail", "HTTP 503"))
    return own


def test_what_the_watch_saw_itself_is_looked_at_in_its_own_row() -> None:
    own = failing()
    conditions = WatchedConditions(own, FakeConditions())

    assert conditions.look(told()).state == "ALARM"
    own.row = own.row.after(Look(NOW + 3 * EVERY, "pass", "HTTP 200"))
    assert conditions.look(told()).state == "OK"


def test_the_health_alarm_is_looked_at_where_it_is() -> None:
    alarms = FakeConditions()
    alarms.declare("health", "ALARM", NOW + timedelta(hours=1))

    assert WatchedConditions(failing(), alarms).look(told(ALARM)) == ALARM


def test_another_trigger_is_looked_at_where_it_is() -> None:
    alarms = FakeConditions()
    alarms.declare("errors-fast", "OK", NOW)

    assert WatchedConditions(failing(), alarms).look(told(name="errors-fast")).state == "OK"


def test_no_answer_is_a_failure_only_where_aws_answers() -> None:
    watched, network = Watched(), Network()
    states = FakeAlarmStates(FakeConditions(), network)
    watched.platform.site.declare_away()

    assert look_at_health(watched.platform.site, states, watched.clock).judgement == "fail"
    network.declare_refusal()
    assert look_at_health(watched.platform.site, states, watched.clock).judgement == "fail"
    network.declare_cut()
    assert look_at_health(watched.platform.site, states, watched.clock).judgement == "unknown"


def test_an_error_that_the_site_answers_is_a_failure_whatever_aws_does() -> None:
    watched, network = Watched(), Network()
    network.declare_cut()

    states = FakeAlarmStates(FakeConditions(), network)

    assert look_at_health(watched.platform.site, states, watched.clock).judgement == "fail"
