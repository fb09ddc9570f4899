"""Telling people, as a run does it: a line in the outbox a message, and on. I/O: the ledger.

It needs neither the channels' libraries nor the templates: those are the deliverer's.
"""

from collections.abc import Callable
from contextlib import suppress

from automation.core.notice import Notice
from automation.core.notification_settings import NotificationSettings
from automation.core.outbox import letters_of
from automation.gateways.aws import hasty_client
from automation.gateways.outbox import OutboxGateway
from automation.gateways.releases import ReleasesGateway
from automation.runs.ports import Outbox
from automation.runs.survey import deployed_release


class OutboxNotices:
    """Notices that are written down for whoever delivers them.

    Args:
        outbox: where; its client should give up soon.
        settings: who is to be told; None tells nobody.
        tell: told in a line when a notice could not be written. The run goes on.
        posted: called after each notice that somebody is to be told of.
    """

    def __init__(
        self,
        outbox: Outbox,
        settings: NotificationSettings | None,
        tell: Callable[[str], None],
        posted: Callable[[], None] = lambda: None,
    ) -> None:
        self._outbox = outbox
        self._settings = settings
        self._tell = tell
        self._posted = posted

    def post(self, notice: Notice) -> None:
        """Write down what everybody has to hear; never raises, and takes seconds at the most."""
        if self._settings is None:
            return
        try:
            letters = letters_of(notice, self._settings)
            if letters:
                self._outbox.add(letters)
                self._posted()
        except Exception as error:  # noqa: BLE001 - telling must not stop what is told of
            self._try_to_tell(
                f"nobody could be told that this is {notice.kind} ({type(error).__name__}); "
                "it goes on"
            )

    def _try_to_tell(self, line: str) -> None:
        with suppress(Exception):  # as above
            self._tell(line)


def notices_of(
    environment: str,
    settings: NotificationSettings | None,
    tell: Callable[[str], None],
    posted: Callable[[], None] = lambda: None,
) -> OutboxNotices:
    """The notices of an environment, for a command or a function that runs on AWS."""
    outbox = OutboxGateway(environment, hasty_client("dynamodb"))
    return OutboxNotices(outbox, settings, tell, posted)


def settings_of(environment: str) -> NotificationSettings:
    """Who is told of an environment, as deployed last; nobody where nothing says so."""
    release = deployed_release(ReleasesGateway(environment))
    return (release and release.governance.notifications) or NotificationSettings()
