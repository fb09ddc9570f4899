"""What every check has at hand, and what a check of users does first: sign in, enrol, enter.

I/O: the platform, through the ports.
"""

import threading
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from automation.core.names import VERIFICATION_SITE
from automation.core.readings import Reply
from automation.core.release import Release
from automation.runs.clock import Clock
from automation.runs.ports import Inspection, Site, Visitor, VisitorAccount

# The only subject that the checks touch; it is nobody.
SUBJECT: Final = f"{VERIFICATION_SITE}-0001"
FORM: Final = "verification"


class CheckFailedError(Exception):
    """The platform does not do what it should; the message is the measured fact."""


class NotLookedAtError(Exception):
    """What the check needs first does not work, so nothing is known of what it is about."""


class Tour:
    """One look at a release, with a name of its own so that two at once don't meet."""

    def __init__(
        self,
        release: Release,
        run_id: str,
        *,
        site: Site,
        visitor: Visitor,
        account: VisitorAccount,
        inspection: Inspection,
        clock: Clock,
        live_since: datetime,
        sla_milliseconds: float,
    ) -> None:
        self.release = release
        self.site = site
        self.visitor = visitor
        self.inspection = inspection
        self.clock = clock
        self.live_since = live_since
        self.sla_milliseconds = sla_milliseconds
        self._source = account
        self._account: tuple[str, str] | None = None
        self._run = run_id.rsplit("-", 1)[-1]
        self._token: str | None = None
        self._lock = threading.Lock()

    def visit(self, check: str) -> str:
        """A visit that only this check of this run enters anything for."""
        return f"{self._run}-{check}"

    def account(self) -> tuple[str, str]:
        """User and password of the checks; made at most once, however many checks ask at once."""
        with self._lock:
            if self._account is None:
                self._account = self._source.read_or_make()
            return self._account

    def token(self) -> str:
        """A sign-in that the checks share.

        Raises:
            NotLookedAtError: signing in does not work; the check of that says more.
        """
        user, password = self.account()
        with self._lock:
            if self._token is None:
                reply = sign_in(self.visitor, user, password)
                if reply.status != 200:
                    raise NotLookedAtError(f"nobody can sign in: {reply.said}")
                self._token = str(reply.document.get("token"))
            return self._token

    def ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Reply:
        """A request of who is signed in."""
        return self.visitor.ask(method, path, body=body, token=self.token())

    def expect(
        self, status: int, method: str, path: str, body: Mapping[str, Any] | None = None
    ) -> Reply:
        """The same, where only one status will do.

        Raises:
            CheckFailedError: another one came.
        """
        reply = self.ask(method, path, body)
        if reply.status != status:
            raise CheckFailedError(f"{method} {path}: {reply.said}, not {status}")
        return reply

    def enrolled(self) -> str:
        """Path of the checks' subject, enrolled now or by an earlier run."""
        reply = self.ask("POST", "/api/subjects", {"number": SUBJECT})
        if reply.status not in (201, 409):
            raise CheckFailedError(f"{SUBJECT} can't be enrolled: {reply.said}")
        return f"/api/subjects/{SUBJECT}"

    def entry(self, check: str, version: int, values: Mapping[str, Any]) -> dict[str, Any]:
        """What is sent to enter values for the check's own visit."""
        return {
            "form": FORM,
            "visit": self.visit(check),
            "version": version,
            "values": dict(values),
        }


def sign_in(visitor: Visitor, user: str, password: str) -> Reply:
    """Sign in as users do."""
    return visitor.ask("POST", "/api/auth/sign-in", body={"user": user, "password": password})


def insist(condition: object, otherwise: str) -> None:
    """Fail the check unless something holds.

    Raises:
        CheckFailedError: it does not.
    """
    if not condition:
        raise CheckFailedError(otherwise)
