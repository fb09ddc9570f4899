"""The default event buses: find the rules that an event matches. Reads moto's memory; one thread.

An event comes to the bus of its own region, and to another region's by a rule with that bus as its
target: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-region.html.
Delivered in the order in which the events happened, which EventBridge does not promise.
"""

import logging
import re
import threading
from queue import SimpleQueue
from typing import Any, Final

from moto.events.models import events_backends

from sandbox.identities import ACCOUNT
from sandbox.monitoring.delivery import Delivery
from sandbox.monitoring.events import Event
from sandbox.monitoring.patterns import PatternError, matches

log: Final = logging.getLogger("sandbox")
_BUS: Final = re.compile(r"arn:aws:events:(?P<region>[\w-]+):\d+:event-bus/default")


class Bus:
    """The default bus of each region."""

    def __init__(self) -> None:
        self._events: SimpleQueue[tuple[str, Event]] = SimpleQueue()

    def publish(self, event: Event) -> None:
        """Take an event of AWS's own; returns at once."""
        self._events.put((event["region"], event))

    def start(self, delivery: Delivery) -> None:
        """Deliver what was and will be published."""
        threading.Thread(target=self._deliver_all, args=(delivery,), daemon=True).start()

    def _deliver_all(self, delivery: Delivery) -> None:
        while True:
            region, event = self._events.get()
            try:
                self._deliver(region, event, delivery)
            except Exception:
                log.exception("an event was not delivered: %s", event)

    def _deliver(self, region: str, event: Event, delivery: Delivery) -> None:
        """Hand an event to the targets of each rule of a region that it matches."""
        rules = events_backends[ACCOUNT][region].event_buses["default"].rules
        for rule in list(rules.values()):
            if not _wants(rule, event):
                continue
            for target in list(rule.targets):
                other = _BUS.fullmatch(target["Arn"])
                if other is None:
                    delivery.deliver(rule.arn, target, event)
                elif other["region"] != event["region"]:
                    self._events.put((other["region"], event))


def _wants(rule: Any, event: Event) -> bool:
    """Whether an enabled rule's pattern matches; a rule with a schedule has none."""
    pattern = rule.event_pattern.get_pattern()
    if not pattern or not str(rule.state).startswith("ENABLED"):
        return False
    try:
        return matches(pattern, event)
    except PatternError as error:
        log.error("rule %s matches nothing here: %s", rule.name, error)
        return False
