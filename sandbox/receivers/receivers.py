"""All receivers together, and the variables by which messages find them. I/O: four sockets."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from sandbox.receivers.inbox import Arrival, Inbox
from sandbox.receivers.mail import MailServer
from sandbox.receivers.pagerduty import PagerDuty
from sandbox.receivers.slack import Slack
from sandbox.receivers.statuspage import StatusPage
from sandbox.receivers.web import WebReceiver


@dataclass(frozen=True)
class Receivers:
    """What arrived where.

    Attributes:
        variables: for the environment of whatever delivers.
        slack_url: for webhooks, which are addresses themselves.
    """

    inbox: Inbox
    pagerduty: PagerDuty
    statuspage: StatusPage
    variables: dict[str, str]
    slack_url: str


@contextmanager
def receivers(on_arrival: Callable[[Arrival], None] = lambda arrival: None) -> Iterator[Receivers]:
    """Listen on free ports for as long as the context lasts.

    Args:
        on_arrival: told of each message.
    """
    inbox = Inbox(on_arrival)
    pagerduty, statuspage = PagerDuty(inbox), StatusPage(inbox)
    with ExitStack() as closing:
        servers: dict[str, WebReceiver | MailServer] = {
            "SLACK": WebReceiver(Slack(inbox), inbox),
            "PAGERDUTY": WebReceiver(pagerduty, inbox),
            "STATUSPAGE": WebReceiver(statuspage, inbox),
            "SMTP": MailServer(inbox),
        }
        for server in servers.values():
            closing.callback(server.close)
        variables = {f"CLINICAL_TRIAL_{name}_URL": server.url for name, server in servers.items()}
        yield Receivers(inbox, pagerduty, statuspage, variables, servers["SLACK"].url)
