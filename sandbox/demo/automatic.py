"""The demo's other story: a release breaks, an alarm fires, and nobody types anything.

I/O: commands on a stage of its own, HTTP to its gateways, one console.
"""

from typing import Final

from automation.core.phases import PhaseTime, phase_times
from sandbox.demo import breakage, told
from sandbox.demo.aws import alias_versions, read_newest_run
from sandbox.demo.errors import DemoError
from sandbox.demo.look import look
from sandbox.demo.telling import Telling
from sandbox.demo.timeline import Moment, Timeline
from sandbox.load.generator import Load
from sandbox.receivers.inbox import Arrival
from sandbox.receivers.receivers import receivers

# Long enough for the twenty requests that a rate needs, few enough a second for a small machine:
# each one to the API starts an interpreter.
MINUTE: Final = 20.0
RPS: Final = 2.0
PATHS: Final = ("/api/health", "/api/health", "/api/health", "/")
# A small machine that does other things too is slow, and no fault of the release.
_VERIFY: Final = ("python", "-m", "automation.verify", "prod", "--sla", "15000")
_LOOKS: Final = 3
_DELIVER: Final = ("python", "-m", "automation.notify", "deliver", "prod")
_LONGEST_SECONDS: Final = 1800.0
_PATIENCE_SECONDS: Final = 300.0


class AutomaticStory(Telling):
    """One telling."""

    def tell(self) -> None:
        """All of it.

        Raises:
            ClaimError: something that it claims is not so.
            DemoError: a step could not be done.
        """
        told.set_up(self._stage, "prod")
        self.deploy_a()
        self.judge_a()
        former = alias_versions(self._stage, "prod")
        url = self._stage.server.site("prod")
        with (
            Load(url, RPS, _LONGEST_SECONDS, PATHS) as users,
            Timeline(self._stage, "prod", former) as timeline,
        ):
            self.deploy_b()
            self.watch(timeline, users)
        self.show_phases()
        self.show_messages()
        self.close()

    def deploy_a(self) -> None:
        """Release A to prod."""
        self._screen.act(
            "1  Release A",
            "The real Pulumi engine and the real AWS provider against a local AWS. A minute and a "
            f"half.\nA minute of alarms lasts {MINUTE:.0f} seconds here.",
        )
        self._shown.set_up("prod")
        self._shown.deploy("prod")
        told.leave_to_a_person(self._stage, "prod")
        self._claim_well()

    def judge_a(self) -> None:
        """Somewhere to go back to has to be known as good."""
        self._screen.act("2  A is judged", "Only a release that was found healthy is gone back to.")
        for _ in range(_LOOKS):
            ran = self._shown.run(*_VERIFY)
            if ran.code == 0:
                break
        self._screen.claim("A is healthy", ran.code == 0)

    def deploy_b(self) -> None:
        """A change that looks harmless."""
        shop = self._stage.workshop
        breakage.write_release_b(shop.folder)
        shop.commit(breakage.MESSAGE)
        self._screen.act(
            "3  Users come, and release B",
            f"{RPS:.0f} requests a second from here on. B looks harmless. "
            "After its deployment nobody types anything.",
        )
        self._shown.deploy("prod")

    def watch(self, timeline: Timeline, users: Load) -> None:
        """It breaks, is seen, and is taken back."""
        self._screen.act("4  By itself", "Seconds since the deployment of B began.")
        came = timeline.tell(self._tell, _PATIENCE_SECONDS)
        self._screen.claim("prod went back by itself", came)
        self._claim_well()
        tally = users.tally
        self._screen.claim(
            f"of {tally.total} requests since B's deployment began {tally.failed_percent:.0f} % "
            "failed",
            0 < tally.failed_percent < 100,
        )

    def show_phases(self) -> None:
        """The procedure's phases, by the journal of the run."""
        run, journal = read_newest_run(self._stage, "prod")
        phases = phase_times(run, journal)
        if not phases:
            raise DemoError(f"The journal of run {run.run_id} tells no phases.")
        rows = [(phase.name, _about(phase), phase.own.total_seconds()) for phase in phases]
        self._screen.times(f"The phases of run {run.run_id}, without AWS's own waits", rows)
        own = sum(phase.own.total_seconds() for phase in phases)
        whole = (phases[-1].ended - phases[0].began).total_seconds()
        self._screen.claim(
            f"from the alarm to the end of the run {whole:.0f} s, {own:.1f} s of them the tool's",
            whole < 120,
        )

    def show_messages(self) -> None:
        """Who heard of it."""
        self._screen.act(
            "5  Everybody is told",
            "The messages waited in the outbox. Receivers on this machine speak the protocols of "
            "PagerDuty,\nSlack, Statuspage and mail. The function that delivers on AWS is off "
            "here; this command does the same.",
        )
        with receivers(self._show_arrival) as people:
            ran = self._shown.run(*_DELIVER, variables=people.variables)
            services = {arrival.service for arrival in people.inbox.arrivals}
            self._screen.claim("every message was delivered", ran.code == 0)
            self._screen.claim(
                f"they arrived: {', '.join(sorted(services))}",
                services == {"mail", "pagerduty", "slack", "statuspage"},
                services,
            )
            self._screen.claim(
                "the page was triggered, and resolved",
                set(people.pagerduty.alerts.values()) == {"resolved"},
                people.pagerduty.alerts,
            )

    def _show_arrival(self, arrival: Arrival) -> None:
        self._screen.console.print(f"  {arrival.service:11}{arrival.line}", highlight=False)

    def _tell(self, moment: Moment) -> None:
        self._screen.console.print(f"  {moment.after:6.1f} s  {moment.what}", highlight=False)

    def _claim_well(self) -> None:
        seen = look(self._stage.server.site("prod"))
        self._screen.claim("prod: health and page are well", seen.is_well, seen)


def _about(phase: PhaseTime) -> str:
    waited = phase.waited.total_seconds()
    return f"AWS's own waits: {waited:.1f} s" if waited else ""
