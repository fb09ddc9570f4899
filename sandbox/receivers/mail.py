"""A mail server on loopback. I/O: one socket.

Source: RFC 5321: 250 takes a mail, 4xx asks to try again, 5xx refuses it.
"""

import asyncio
import socket
from email import message_from_bytes, policy
from typing import Any

from aiosmtpd.controller import Controller

from sandbox.receivers.inbox import Arrival, Inbox


class MailServer:
    """Takes every mail, unless there is trouble.

    Args:
        inbox: where mails go.
    """

    def __init__(self, inbox: Inbox) -> None:
        self._port = _free_port()
        self._controller = Controller(_Handler(inbox), hostname="127.0.0.1", port=self._port)
        self._controller.start()

    @property
    def url(self) -> str:
        """Where it is."""
        return f"smtp://127.0.0.1:{self._port}"

    def close(self) -> None:
        """End it."""
        self._controller.stop()


class _Handler:
    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if address.startswith("refused"):
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: Any, session: Any, envelope: Any
    ) -> str:
        trouble = self._inbox.trouble("mail")
        if trouble is not None:
            await asyncio.sleep(trouble.seconds)
            if trouble.status != 200:
                return f"{trouble.status} {trouble.text or 'not now'}"
        mail = message_from_bytes(envelope.content, policy=policy.default)
        text, page = mail.get_body(("plain",)), mail.get_body(("html",))
        body = {
            "subject": str(mail["Subject"]),
            "to": str(mail["To"]),
            "recipients": list(envelope.rcpt_tos),
            "headers": {name: str(value) for name, value in mail.items()},
            "text": text.get_content() if text else "",
            "html": page.get_content() if page else "",
        }
        line = f"{', '.join(envelope.rcpt_tos)}  {body['subject']}"
        self._inbox.take(Arrival("mail", line, body))
        return "250 OK"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
