"""Hands an event to a rule's target as EventBridge does. Calls SQS for what can't be handed over.

- A function is invoked asynchronously, if its policy lets events.amazonaws.com in for this rule.
  https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
- What a further attempt can't mend, as a missing permission or function, goes to the target's
  dead-letter queue at once, if the queue's policy lets EventBridge send for this rule.
  https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
From then on it is Lambda that tries again (sandbox/gateway/asynchronous.py).
"""

import json
import logging
import re
from typing import Any, Final

from sandbox.gateway import deployed
from sandbox.gateway.asynchronous import Asynchronous
from sandbox.gateway.dead_letters import DeadLetters
from sandbox.gateway.policies import Asking, allows
from sandbox.gateway.versions import version_now
from sandbox.monitoring.events import Event

log: Final = logging.getLogger("sandbox")
SERVICE: Final = "events.amazonaws.com"
_FUNCTION: Final = re.compile(
    r"arn:aws:lambda:[\w-]+:\d+:function:(?P<name>[\w-]+)(?::(?P<qualifier>[\w$-]+))?"
)
_CHANGING: Final = ("Input", "InputPath", "InputTransformer")


class Delivery:
    """Knows functions as targets."""

    def __init__(self, asynchronous: Asynchronous, dead_letters: DeadLetters) -> None:
        self._asynchronous = asynchronous
        self._dead_letters = dead_letters

    def deliver(self, rule_arn: str, target: dict[str, Any], event: Event) -> None:
        """Hand over one event, or say in the log why not.

        Args:
            rule_arn: the rule that matched.
            target: one of its targets, as PutTargets got it.
            event: the event.
        """
        function = _FUNCTION.fullmatch(target["Arn"])
        changing = [name for name in _CHANGING if name in target]
        if function is None or changing:
            what = f"its {', '.join(changing)}" if changing else "a target of this kind"
            log.error("%s: %s is not known here, no event was delivered", target["Arn"], what)
            return
        refused = _refusal(function["name"], function["qualifier"], target["Arn"], rule_arn)
        if refused is not None:
            self._bury(rule_arn, target, event, refused)
            return
        self._asynchronous.accept(function["name"], function["qualifier"], event)

    def _bury(self, rule_arn: str, target: dict[str, Any], event: Event, code: str) -> None:
        log.error("%s: not delivered to %s: %s", rule_arn, target["Arn"], code)
        queue = (target.get("DeadLetterConfig") or {}).get("Arn")
        if queue is None:
            return
        asking = Asking(SERVICE, rule_arn)
        if not allows(deployed.queue_policy(queue), asking, "sqs:SendMessage", queue):
            log.error("%s: its policy does not let %s send for %s", queue, SERVICE, rule_arn)
            return
        attributes = {
            "RULE_ARN": rule_arn,
            "TARGET_ARN": target["Arn"],
            "ERROR_CODE": code,
            "ERROR_MESSAGE": f"Lambda refused the event: {code}",
        }
        self._dead_letters.send(queue, json.dumps(event), attributes)


def _refusal(name: str, qualifier: str | None, arn: str, rule_arn: str) -> str | None:
    latest = deployed.function(name, None)
    if latest is None or version_now(name, qualifier) is None:
        return "NO_RESOURCE"
    policy = {"Statement": latest.policy.statements}
    if not allows(policy, Asking(SERVICE, rule_arn), "lambda:InvokeFunction", arn):
        return "NO_PERMISSIONS"
    return None
