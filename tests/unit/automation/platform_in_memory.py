"""A platform in memory: two releases deployed, the second one broken, everything a run touches.

Release `good` has other versions and files than `bad`, which is live: a file of its own, one that
it no longer has, and a page that differs.
"""

from dataclasses import dataclass, field, replace

from automation.core.approval import Agreement, ApprovalRequest
from automation.core.names import Environment, function_name
from automation.core.order import Order
from automation.core.release import Release
from automation.runs.agreeing import agreement_of
from automation.runs.authorising import ask
from automation.runs.recovering import Recovery
from automation.runs.rollback import Rollback
from automation.runs.stopping import StopRequest
from automation.runs.world import World
from tests.builders import APPROVER, SITE_URL, change, order
from tests.unit.automation.fakes import (
    Calls,
    FakeAlarms,
    FakeArchive,
    FakeBackend,
    FakeChecks,
    FakeClock,
    FakeCommits,
    FakeFrontend,
    FakeFunctions,
    FakeLedger,
    FakeNotices,
    FakeProcesses,
    FakeReleases,
    FakeReporter,
    FakeSite,
    FakeStack,
)
from tests.unit.automation.model import Deployment, Model

RUN: str = "prod-20260302T093000Z-000001"
GOOD = Deployment(
    versions={"api": "4", "auth": "7", "reports": "2"},
    files={"index.html": "good page", "assets/app.1.js": "good script", "robots.txt": "robots"},
)
BAD = Deployment(
    versions={"api": "5", "auth": "7", "reports": "3"},
    files={"index.html": "bad page", "assets/app.2.js": "bad script", "robots.txt": "robots"},
    cleans_up=True,
)


@dataclass
class Platform:
    """One environment, its ledger, its engine and its users."""

    environment: Environment = "prod"
    calls: Calls = field(default_factory=Calls)
    clock: FakeClock = field(default_factory=FakeClock)
    reporter: FakeReporter = field(default_factory=FakeReporter)
    alarms: FakeAlarms = field(default_factory=FakeAlarms)
    checks: FakeChecks = field(default_factory=FakeChecks)
    commits: FakeCommits = field(default_factory=FakeCommits)
    releases: FakeReleases = field(default_factory=FakeReleases)
    stop: StopRequest = field(default_factory=StopRequest)
    processes: FakeProcesses = field(default_factory=FakeProcesses)
    notices: FakeNotices = field(default_factory=FakeNotices)

    def __post_init__(self) -> None:
        self.functions = FakeFunctions(self.calls)
        self.frontend = FakeFrontend(self.calls)
        self.ledger = FakeLedger(self.calls)
        self.archive = FakeArchive(self.calls)
        self.stack = FakeStack(self.calls)
        self.backend = FakeBackend(self.calls)
        self.stack.declare_provider("aws", "7.32.0")
        self.stack.declare_changes(change("update", name="api"), change("create", name="topic"))
        self.site = FakeSite(self.environment, self.functions, self.frontend)
        self.model = Model(self.environment, self.functions, self.frontend)
        self.good = self.deploy(GOOD)
        self.bad = self.deploy(BAD)
        self.site.declare_broken(self.name_of("api"), "5")
        self.frontend.as_users_see("index.html")

    def deploy(self, deployment: Deployment) -> Release:
        """Deploy a commit of the protected branch."""
        made = self.releases.declare_release(self.model.deploy(deployment))
        self.commits.declare_commit(made.commit)
        return made

    def name_of(self, service: str) -> str:
        """A service's function."""
        return function_name(service, self.environment)

    def world(self, *, with_engine: bool = True) -> World:
        """The ports; without the engine where the infrastructure stays."""
        return World(
            functions=self.functions,
            frontend=self.frontend,
            releases=self.releases,
            ledger=self.ledger,
            archive=self.archive,
            site=self.site,
            site_url=SITE_URL,
            alarms=self.alarms,
            audit=self.ledger,
            stack=self.stack if with_engine else None,
            clock=self.clock,
            reporter=self.reporter,
            stop=self.stop,
            backend=self.backend,
            processes=self.processes,
            notices=self.notices,
            checks=self.checks,
        )

    def order(self, **details: object) -> Order:
        """An order to go back to the good release, traffic only."""
        asked = order(environment=self.environment, commit=self.good.commit)
        return replace(asked, **details)  # type: ignore[arg-type]

    def rollback(self, asked: Order | None = None, run_id: str = RUN) -> Rollback:
        """The rollback of an order; the engine takes part where it is ordered."""
        wanted = asked or self.order()
        world = self.world(with_engine="infrastructure" in wanted.components)
        target = self.releases.read(wanted.commit) or self.good
        return Rollback(wanted, target, world, run_id)

    def recovery(self, run_id: str = RUN, *, with_engine: bool = False) -> Recovery:
        """The recovery of a run by a new process."""
        run = self.ledger.read_run(run_id)
        if run is None:
            raise LookupError(run_id)
        return Recovery(run, self.good, self.world(with_engine=with_engine), APPROVER)

    def approve(self, request: ApprovalRequest) -> ApprovalRequest:
        """The request as another person approved it."""
        signed = request.model_copy(
            update={
                "status": "approved",
                "approver": APPROVER,
                "approved_at": self.clock.now(),
                "approval_reason": "the page is broken indeed",
            }
        )
        self.ledger.declare_signed(signed)
        return signed

    def agreement_for(self, rollback: Rollback) -> Agreement:
        """What a run may do: by another person's approval wherever the matrix asks for one."""
        prepared, asked = rollback.prepare(), rollback.order
        if not asked.needs_approval_first:
            return prepared.agreement
        request = ask(self.world(), asked, prepared.evidence, prepared.summary, prepared.plan)
        return agreement_of(self.archive, self.approve(request))

    def state(self) -> object:
        """What AWS has, for comparing: aliases, weights and current files."""
        return self.functions.serving(), self.frontend.contents()

    def serves(self, release: Release) -> bool:
        """Whether users get a release: functions, files, and the page through the cache."""
        page = next(item for item in release.frontend.objects if item.key == "index.html")
        return (
            self.model.serves_functions_of(release)
            and self.model.serves_files_of(release)
            and set(self.frontend.contents()) == {item.key for item in release.frontend.objects}
            and self.site.page("/").md5 == page.etag
        )
