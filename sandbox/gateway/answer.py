"""What one stage of the gateway hands to the next. No I/O."""

import json
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Answer:
    """An HTTP response on its way to the user."""

    status: int
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()
    # Which function version answered, for the access log.
    version: str = "-"
    # CloudFront serves its own error page instead, where the distribution names one.
    replaceable: bool = True

    def with_headers(self, *headers: tuple[str, str]) -> "Answer":
        """The same with more headers."""
        return replace(self, headers=self.headers + headers)

    def with_only(self, headers: tuple[tuple[str, str], ...]) -> "Answer":
        """The same with these headers and no others."""
        return replace(self, headers=headers)


def message(status: int, text: str) -> Answer:
    """An error as API Gateway words it."""
    body = json.dumps({"message": text}).encode()
    return Answer(status, body, (("Content-Type", "application/json"),))


def page(status: int, title: str, text: str) -> Answer:
    """An error as a page."""
    body = f"<!DOCTYPE html><title>{title}</title><h1>{title}</h1><p>{text}</p>\n".encode()
    return Answer(status, body, (("Content-Type", "text/html; charset=utf-8"),))
