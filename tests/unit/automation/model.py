"""A history of deployments as a model, random or written out, and a plan applied to it.

The model is the fakes themselves: an environment in which several releases were deployed one
after the other, and in which people moved things by hand afterwards.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from automation.core.live import LiveAlias, LiveState
from automation.core.names import Environment, function_name
from automation.core.plan import DeleteObject, RestoreObject, RollbackPlan, ShiftAlias
from automation.core.release import FrontendObject, Release
from tests.builders import NOW, function_release, release
from tests.unit.automation.fakes import Calls, FakeFrontend, FakeFunctions


@dataclass(frozen=True)
class Deployment:
    """What one deployment brings.

    Attributes:
        versions: service -> version.
        files: key -> contents.
        cache_control: how all files are served.
        cleans_up: whether it hides the files of its predecessors.
    """

    versions: dict[str, str]
    files: dict[str, str]
    cleans_up: bool = False
    cache_control: str = "no-cache"


@dataclass
class Model:
    """An environment after a history of deployments."""

    environment: Environment = "prod"
    functions: FakeFunctions = field(default_factory=lambda: FakeFunctions(Calls()))
    frontend: FakeFrontend = field(default_factory=lambda: FakeFrontend(Calls()))
    releases: list[Release] = field(default_factory=list)

    def deploy(self, deployment: Deployment) -> Release:
        """Deploy, and record the release."""
        made = [
            function_release(name, version, environment=self.environment)
            for name, version in deployment.versions.items()
        ]
        for function in made:
            self.functions.declare_version(
                function.function_name, function.version, function.code_sha256
            )
            self.functions.declare_alias(function.function_name, function.version)
        number = len(self.releases)
        self.releases.append(
            release(
                f"{number + 1:x}" * 40,
                environment=self.environment,
                functions=made,
                objects=self._upload(deployment),
                deployed_at=NOW + timedelta(hours=number),
            )
        )
        return self.releases[-1]

    def live(self, target: Release) -> LiveState:
        """A reading, as the survey makes it."""
        names = [function.function_name for function in target.functions]
        versions = [(function.function_name, function.version) for function in target.functions]
        reading = self.frontend.read(target.frontend.objects)
        return LiveState(
            aliases=self.functions.read_aliases(names),
            version_hashes=self.functions.read_version_hashes(versions),
            objects=reading.objects,
            object_versions=reading.versions,
            deployed=self.releases[-1],
        )

    def apply(self, plan: RollbackPlan) -> Iterator[None]:
        """Make each step's change in the plan's order; pauses after each."""
        for step in plan.steps:
            if isinstance(step, ShiftAlias):
                self.functions.point_alias(
                    LiveAlias(
                        step.function_name, step.to_version, step.revision_id, step.to_weights
                    )
                )
            elif isinstance(step, RestoreObject):
                self.frontend.restore(step)
            elif isinstance(step, DeleteObject):
                self.frontend.delete(step)
            yield

    def serves_functions_of(self, target: Release) -> bool:
        """Whether every alias gives all traffic to the target's version."""
        serving = self.functions.serving()
        return all(serving[f.function_name] == (f.version, ()) for f in target.functions)

    def serves_files_of(self, target: Release) -> bool:
        """Whether every file of the target is current, with its contents and metadata."""
        return all(self.serves(item) for item in target.frontend.objects)

    def serves(self, item: FrontendObject) -> bool:
        """Whether one file is current as it was released."""
        live = self.frontend.read(()).objects.get(item.key)
        if live is None or not live.holds(item.version_id, item.etag):
            return False
        return self.frontend.metadata(item.key) == (item.content_type, item.cache_control)

    def _upload(self, deployment: Deployment) -> list[FrontendObject]:
        before = self.frontend.contents()
        known = {item.key: item for made in self.releases for item in made.frontend.objects}
        current = self.frontend.read(()).objects
        found = []
        for key, body in deployment.files.items():
            if (
                before.get(key) == body
                and current[key].version_id == known[key].version_id
                and known[key].cache_control == deployment.cache_control
            ):
                found.append(known[key])
            else:
                found.append(
                    self.frontend.declare_object(
                        key,
                        body,
                        is_large=key.endswith(".mp4"),
                        cache_control=deployment.cache_control,
                    )
                )
        if deployment.cleans_up:
            for key in before.keys() - deployment.files.keys():
                self.frontend.declare_deleted(key)
        return found


def deployed(deployments: Iterable[Deployment]) -> Model:
    """A model in which these were deployed in order."""
    model = Model()
    for deployment in deployments:
        model.deploy(deployment)
    return model


def name_of(service: str) -> str:
    """A service's function in prod."""
    return function_name(service, "prod")
