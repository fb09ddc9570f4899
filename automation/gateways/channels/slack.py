"""Slack, by a bot's token or by webhooks, through Slack's own client. I/O: one call a message.

Source: Slack's documentation, "chat.postMessage" and "Incoming webhooks"; "Reference: blocks": 50
blocks, 150 characters in a header, 3,000 in a section's text, 10 fields of 2,000; a text of 40,000.
Slack knows no key by which a message sent twice would be one: after a crash between sending and
marking it may stand there twice.
"""

import re
from http.client import HTTPException
from typing import Any, Final

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.webhook import WebhookClient

from automation.core.cutting import cut, cut_lines
from automation.core.notice import NoticeKind
from automation.core.outbox import DeliveryError
from automation.core.parcel import Parcel, Receipt
from automation.core.wording import Wording
from automation.gateways.channels import addresses, quiet
from automation.gateways.channels.answers import nonsense, refusal, silence

_SERVICE: Final = "Slack"
_SECONDS: Final = 10
_HEADER: Final = 150
_SECTION: Final = 3000
_FIELD: Final = 1900
_FIELDS: Final = 10
_TEXT: Final = 4000
_LINES: Final = 20
_CODE: Final = re.compile(r"[a-z0-9_]{1,60}")
# Errors of Slack's that pass. Source: "chat.postMessage", table of errors.
_PASSING: Final = frozenset(
    {"ratelimited", "rate_limited", "request_timeout", "service_unavailable", "fatal_error",
     "internal_error", "team_added_to_org"}
)  # fmt: skip
# An update stays in its thread; what everybody has to see is in the channel as well.
_IN_THREAD_ONLY: Final[frozenset[NoticeKind]] = frozenset({"acknowledged", "progress"})


class SlackChannel:
    """Messages to one Slack channel, those of one incident in one thread.

    Args:
        token: the bot's.
        channel: `#alerts`, or a channel's id.
    """

    def __init__(self, token: str, channel: str) -> None:
        self._token = token
        self._channel = channel
        url = addresses.stand_in(addresses.SLACK)
        self._client = WebClient(token=token, timeout=_SECONDS, retry_handlers=[], logger=quiet.LOG)
        if url:
            self._client.base_url, self._client.proxy = url.rstrip("/") + "/", None

    def deliver(self, parcel: Parcel) -> Receipt:
        """Post a message; the receipt has its time stamp, which is its name.

        Raises:
            DeliveryError: it was not taken.
        """
        body = body_of(parcel.wording)
        seen_by_all = parcel.letter.notice.kind not in _IN_THREAD_ONLY
        try:
            answer = self._client.chat_postMessage(
                channel=self._channel,
                text=body["text"],
                blocks=body["blocks"],
                thread_ts=parcel.earlier,
                reply_broadcast=seen_by_all if parcel.earlier else None,
            )
        except SlackApiError as error:
            raise self._refused(error) from None
        except (SlackClientError, OSError, HTTPException, ValueError) as error:
            raise silence(_SERVICE, error) from None
        stamp = answer.get("ts")
        if not isinstance(stamp, str):
            raise nonsense(_SERVICE)
        return Receipt(stamp)

    def _refused(self, error: SlackApiError) -> DeliveryError:
        response = error.response
        status, headers = response.status_code, response.headers
        data = response.data if isinstance(response.data, dict) else {}
        said = data.get("error")
        if status != 200:
            return refusal(_SERVICE, status, headers, str(said or ""), self._token)
        if not isinstance(said, str) or _CODE.fullmatch(said) is None:
            return nonsense(_SERVICE)
        if said in _PASSING:
            return refusal(_SERVICE, 503, headers, said, self._token)
        return refusal(_SERVICE, 400, headers, said, self._token)


class SlackWebhook:
    """Messages to the channel that a webhook belongs to; webhooks know no threads.

    Args:
        url: the webhook's address, which is a secret.
    """

    def __init__(self, url: str) -> None:
        if not (url.startswith("https://") or addresses.is_here(url)):
            raise DeliveryError("Slack's webhook is no https address", is_final=True)
        self._url = url
        self._client = WebhookClient(url, timeout=_SECONDS, retry_handlers=[], logger=quiet.LOG)
        if addresses.is_here(url):
            self._client.proxy = None

    def deliver(self, parcel: Parcel) -> Receipt:
        """Post a message; it gets no name.

        Raises:
            DeliveryError: it was not taken.
        """
        body = body_of(parcel.wording)
        try:
            answer = self._client.send(text=body["text"], blocks=body["blocks"])
        except (SlackClientError, OSError, HTTPException, ValueError) as error:
            raise silence(_SERVICE, error) from None
        if answer.status_code != 200:
            said = answer.body if len(answer.body) < 60 and "<" not in answer.body else ""
            raise refusal(_SERVICE, answer.status_code, answer.headers, said, self._url)
        if answer.body.strip() != "ok":
            raise nonsense(_SERVICE)
        return Receipt()


def body_of(wording: Wording) -> dict[str, Any]:
    """Blocks, and the text that notifications and screen readers show, within Slack's limits."""
    blocks: list[dict[str, Any]] = [
        {"type": "header", "text": _plain(cut(wording.title, _HEADER))},
        {"type": "section", "fields": [_fact(*each) for each in wording.facts[:_FIELDS]]},
    ]
    if wording.actions is not None:
        lines = cut_lines(wording.actions, _LINES, _SECTION // _LINES - 3)
        listed = "\n".join(f"• {_escaped(line)}" for line in lines)
        text = _markdown(cut(f"*Actions Taken*\n{listed}", _SECTION))
        blocks.append({"type": "section", "text": text})
    blocks.append({"type": "section", "fields": [_fact(*each) for each in wording.closing]})
    if wording.next_command:
        command = _escaped(cut(wording.next_command, _FIELD)).replace("`", "'")
        blocks.append({"type": "section", "text": _markdown(f"*Next command*\n`{command}`")})
    blocks.append({"type": "context", "elements": [_plain(cut(wording.run, _FIELD))]})
    return {"text": _escaped(cut(wording.subject, _TEXT)), "blocks": blocks}


def _fact(label: str, text: str) -> dict[str, str]:
    return _markdown(cut(f"*{label}*\n{_escaped(cut(text, _FIELD // 5 * 4))}", 2000))


def _escaped(text: str) -> str:
    """Source: Slack's documentation, "Formatting text", escaping: without it a text could mention
    everybody or carry a link."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _markdown(text: str) -> dict[str, str]:
    return {"type": "mrkdwn", "text": text}


def _plain(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}
