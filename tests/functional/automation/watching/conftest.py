"""A broken platform in dev, its alarms, and the gates through which a watch reaches both."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread

import pytest

from automation.core.names import ALIAS
from automation.core.trigger import alarm_name
from automation.core.watching import WATCHED
from automation.gateways.aws import session
from automation.gateways.ledger import LedgerGateway
from sandbox.environment import process_environment
from sandbox.home import Home
from sandbox.state import Running
from tests.functional.automation.finding_aws import find_aws_at
from tests.functional.automation.gateways.git_repository import GitRepository
from tests.functional.automation.miniature.door import Door
from tests.functional.automation.miniature.gate import Gate
from tests.functional.automation.miniature.platform import Platform
from tests.functional.automation.miniature.scenes import Scene, broken, commits_in
from tests.functional.automation.runs.operator import Operator
from tests.functional.sandbox.clients import Clients


@dataclass(frozen=True)
class Gates:
    """The ways to AWS, and to the site."""

    aws: Gate
    site: Gate


class Alarms:
    """The triggers' alarms."""

    def __init__(self, clients: Clients, environment: str) -> None:
        self._cloudwatch = clients.of("cloudwatch")
        self._environment = environment

    def declare(self, state: str, *triggers: str) -> None:
        """Alarms of triggers, all where none is named, are in a state."""
        for trigger in triggers or WATCHED:
            name = alarm_name(self._environment, trigger)
            self._cloudwatch.put_metric_alarm(
                AlarmName=name,
                Namespace="test",
                MetricName=trigger,
                Statistic="Sum",
                Period=60,
                EvaluationPeriods=1,
                Threshold=1,
                ComparisonOperator="GreaterThanThreshold",
                # The sandbox judges alarms, too: without data this one stays as it is set.
                TreatMissingData="ignore",
            )
            self._cloudwatch.set_alarm_state(
                AlarmName=name, StateValue=state, StateReason="declared by a test"
            )

    @contextmanager
    def raised_until(self, is_cured: Callable[[], bool], trigger: str) -> Iterator[None]:
        """An alarm that clears as soon as its cause is gone: each rollback waits for that."""
        self.declare("ALARM", trigger)
        over = Event()

        def clear() -> None:
            while not (is_cured() or over.wait(0.1)):
                """Look again."""
            self.declare("OK", trigger)

        clearing = Thread(target=clear, daemon=True)
        clearing.start()
        try:
            yield
        finally:
            over.set()
            clearing.join()


@pytest.fixture(scope="package")
def repository(tmp_path_factory: pytest.TempPathFactory) -> GitRepository:
    """What the person who watches stands in."""
    return GitRepository(tmp_path_factory.mktemp("watchman") / "repository")


@pytest.fixture(scope="package")
def made(
    quick_server: Running, quick_clients: Clients, repository: GitRepository
) -> Iterator[Scene]:
    """A platform whose newest release is broken, and live with all the traffic."""
    scene = broken(Platform(quick_server, quick_clients, "dev"), commits_in(repository))
    (api,) = [one for one in scene.bad.functions if one.service == "api"]
    scene.platform.point("api", api.version)
    scene.platform.mark()
    yield replace(scene, before=scene.platform.state())
    scene.platform.remove()


@pytest.fixture(scope="package")
def gates(quick_server: Running) -> Iterator[Gates]:
    aws, site = Gate(quick_server.endpoint), Gate(quick_server.site("dev"))
    with closing(aws), closing(site):
        yield Gates(aws, site)


@pytest.fixture(autouse=True)
def found(gates: Gates, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Clients of the test find AWS and the site through the gates."""
    find_aws_at(gates.aws.url, monkeypatch)
    monkeypatch.setenv("CLINICAL_TRIAL_SITE_URL_DEV", gates.site.url)
    session.cache_clear()
    yield
    session.cache_clear()


@pytest.fixture
def alarms(quick_clients: Clients) -> Alarms:
    """All of them quiet."""
    quiet = Alarms(quick_clients, "dev")
    quiet.declare("OK")
    return quiet


@pytest.fixture
def scene(made: Scene, alarms: Alarms) -> Scene:
    """The platform as the broken release left it; the one before it was judged healthy."""
    made.platform.reset()
    ledger, now = LedgerGateway("dev"), datetime.now(UTC)
    lease = ledger.acquire_lease("dev-judged", "arn:aws:iam::123456789012:user/judge", "", now)
    ledger.write_health(made.good.commit, "healthy", lease)
    ledger.release_lease(lease, now)
    return made


@pytest.fixture
def is_cured(scene: Scene, quick_clients: Clients) -> Callable[[], bool]:
    """Whether the good release's function is behind its alias again."""
    (api,) = [one for one in scene.good.functions if one.service == "api"]

    def look() -> bool:
        alias = quick_clients.lambda_.get_alias(FunctionName=api.function_name, Name=ALIAS)
        return bool(alias["FunctionVersion"] == api.version)

    return look


@pytest.fixture
def variables(quick_home: Home, gates: Gates) -> dict[str, str]:
    """A shell of the person who watches."""
    return process_environment("requester", quick_home) | {
        "AWS_ENDPOINT_URL": gates.aws.url,
        "CLINICAL_TRIAL_SITE_URL_DEV": gates.site.url,
    }


@pytest.fixture
def operator(repository: GitRepository, variables: dict[str, str], tmp_path: Path) -> Operator:
    """The person who watches."""
    return Operator(repository.folder, variables, tmp_path)


@pytest.fixture
def untroubled(
    repository: GitRepository, variables: dict[str, str], gates: Gates, tmp_path: Path
) -> Iterator[Operator]:
    """The same person, at a door where the health page is well whatever happens: only the alarms
    count, and nobody waits for three failures."""
    with closing(Door(gates.site.url)) as door:
        shell = variables | {"CLINICAL_TRIAL_SITE_URL_DEV": door.url}
        yield Operator(repository.folder, shell, tmp_path)
