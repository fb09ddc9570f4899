"""The function that an alarm starts to take users back, and the alarms about itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, final

import pulumi
import pulumi_aws as aws

from automation.core import names
from automation.handlers.composition import BACKEND_VARIABLE
from automation.handlers.starting import MESSAGES_VARIABLE
from components import tool_code
from components.access_policies import Place, allow
from components.alarm_delivery import AlarmDelivery, AlarmDeliveryArgs, queue_name
from components.automatic_policy import automatic_rollback
from components.firewall import GLOBAL_REGION
from components.tool_function import Failure, ToolFunction, ToolFunctionArgs

# Most that Lambda allows: the end of a run waits for alarms to clear. Seconds.
TIMEOUT: Final = 900


@dataclass(frozen=True)
class AutoRollbackArgs:
    """What goes back by itself.

    Attributes:
        distribution: ARN of the site's distribution.
        urgent_topics: region -> topic of who is on call.
        code: the tool's, as `tool_code.archive` makes it.
        messages: the function that delivers, where there is one.
    """

    place: Place
    distribution: pulumi.Input[str]
    urgent_topics: Mapping[str, pulumi.Input[str]]
    log_retention_days: int
    code: pulumi.Archive
    messages: aws.lambda_.Function | None = None


@final
class AutoRollback(ToolFunction):
    """The function, the way to it, and the alarms about it."""

    def __init__(
        self, name: str, args: AutoRollbackArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("clinicaltrial:alarms:AutoRollback", name, _function(args), opts)
        self.delivery = self._create_delivery(name, args.place)
        self._tell_of_failures(name, args)
        self.register_outputs({"function": self.function.name})

    def _create_delivery(self, name: str, place: Place) -> AlarmDelivery:
        args = AlarmDeliveryArgs(
            place=place,
            function_name=self.function.name,
            function_arn=self.function.arn,
            dead_letters=self.dead_letters,
        )
        return AlarmDelivery(f"{name}-delivery", args, self._child)

    def _tell_of_failures(self, name: str, args: AutoRollbackArgs) -> None:
        region, topics = args.place.region, args.urgent_topics
        failed = Failure("failed", "The automatic rollback failed", topics[region])
        self._tell_of_errors(name, failed)
        self._tell_of_dead_letters(name, _missed(topics[region]), region)
        if region != GLOBAL_REGION:
            missed = _missed(topics[GLOBAL_REGION])
            self._tell_of_dead_letters(f"{name}-global", missed, GLOBAL_REGION)


def _missed(topic: pulumi.Input[str]) -> Failure:
    return Failure("dead-letters", "An alarm's event was not acted on: go back by hand", topic)


def _function(args: AutoRollbackArgs) -> ToolFunctionArgs:
    environment = args.place.environment
    return ToolFunctionArgs(
        environment=environment,
        region=args.place.region,
        physical_name=names.rollback_function(environment),
        role_name=names.automatic_rollback(environment),
        queue_name=queue_name(environment),
        description=f"Takes {environment} back to the last good release when an alarm says so",
        program=tool_code.ROLLBACK,
        code=args.code,
        timeout=TIMEOUT,
        variables=_variables(args),
        statements=_statements(args),
        log_retention_days=args.log_retention_days,
        reserved_concurrency=1,
    )


def _variables(args: AutoRollbackArgs) -> dict[str, pulumi.Input[str]]:
    known: dict[str, pulumi.Input[str]] = {}
    if args.place.state_bucket:
        known[BACKEND_VARIABLE] = f"s3://{args.place.state_bucket}"
    if args.messages is not None:
        known[MESSAGES_VARIABLE] = args.messages.name
    return known


def _statements(args: AutoRollbackArgs) -> list[dict[str, Any]]:
    rights = automatic_rollback(args.place, args.distribution)
    if args.messages is not None:
        rights.append(allow(["lambda:InvokeFunction"], args.messages.arn))
    return rights
