"""A platform on the sandbox that runs can be made on: functions, files, ledger, release records.

It is made by boto3, as the program would make it, and set back between runs without a new server.
"""

from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from typing import Any, Final

from automation.core import names
from automation.core.names import Environment
from automation.core.release import (
    Frontend,
    FrontendObject,
    FunctionRelease,
    Metadata,
    Release,
)
from sandbox.state import Running
from tests import builders
from tests.functional.automation.miniature import records, routing
from tests.functional.automation.miniature.audit_reading import AuditReading
from tests.functional.automation.miniature.ledger_reading import LedgerReading
from tests.functional.sandbox import functions
from tests.functional.sandbox.clients import Clients
from tests.functional.sandbox.deployment import Deployment, Seen

PARALLEL: Final = 16
SERVED: Final = {"ContentType": "text/html", "CacheControl": "no-cache"}
# Most that one DeleteObjects takes.
_DELETED_AT_ONCE: Final = 1000
Weights = Mapping[str, float]


@dataclass(frozen=True)
class State:
    """Everything that a run moves, and what users get.

    Attributes:
        aliases: function -> version and canary weights.
        files: key -> ETag.
        page: what users get at `/`, through the distribution's cache.
        health: status and body of each service's health page.
    """

    aliases: Mapping[str, tuple[str, Weights]]
    files: Mapping[str, str]
    page: str
    health: Mapping[str, tuple[int, str]]


class Platform:
    """One environment of a sandbox."""

    def __init__(
        self,
        server: Running,
        clients: Clients,
        environment: Environment,
        services: tuple[str, ...] = ("api", "auth", "reports"),
    ) -> None:
        self.clients = clients
        self.environment: Environment = environment
        self.services = services
        self.site_url = server.site(environment)
        self.deployment = Deployment(clients, environment, self.site_url)
        self.bucket = self.deployment.bucket
        self.distribution_id = self.deployment.distribution_id
        self.ledger = LedgerReading(clients, environment)
        self.audit = AuditReading(clients, environment)
        self._refreshes = 0
        self._served: dict[str, Metadata] = {}
        for service in services:
            if service != "api":
                routing.add_function(self.deployment, service, self.function(service))
        records.create(clients, environment)
        self.mark()

    def function(self, service: str) -> str:
        """Name of a service's function."""
        return names.function_name(service, self.environment)

    def publish(self, service: str, source: str, **settings: Any) -> str:
        """Publish code, without moving the alias; gives the version."""
        name = self.function(service)
        functions.update(self.clients, name, source)
        if settings:
            self.clients.lambda_.update_function_configuration(FunctionName=name, **settings)
            functions.settle(self.clients, name)
        return functions.publish(self.clients, name)

    def point(self, service: str, version: str, weights: Weights | None = None) -> None:
        """Move an alias by hand."""
        self.clients.lambda_.update_alias(
            FunctionName=self.function(service),
            Name=names.ALIAS,
            FunctionVersion=version,
            RoutingConfig={"AdditionalVersionWeights": dict(weights or {})},
        )

    def upload(self, files: Mapping[str, str | bytes], **headers: Any) -> None:
        """Write files, as pages unless told otherwise."""
        served = {**SERVED, **headers}
        self._served |= dict.fromkeys(
            files, Metadata(served["ContentType"], served["CacheControl"])
        )

        def put(item: tuple[str, str | bytes]) -> None:
            key, text = item
            body = text.encode() if isinstance(text, str) else text
            self.clients.s3.put_object(Bucket=self.bucket, Key=key, Body=body, **served)

        with ThreadPoolExecutor(PARALLEL) as pool:
            list(pool.map(put, files.items()))

    def hide(self, *keys: str) -> None:
        """Put delete markers over files."""
        for key in keys:
            self.clients.s3.delete_object(Bucket=self.bucket, Key=key)

    def release(self, commit: str, **facts: Any) -> Release:
        """Record what is live now as the release of a commit, and as the newest one.

        Args:
            commit: full SHA.
            **facts: fields of the record that no reading of AWS tells.
        """
        made = builders.release(
            commit, environment=self.environment, functions=self._live_functions()
        ).model_copy(
            update={
                "frontend": Frontend(
                    bucket=self.bucket,
                    distribution_id=self.distribution_id,
                    objects=self._live_objects(),
                ),
                "site_url": self.site_url,
                "rest_api_id": self.deployment.api_id,
                "web_acl_id": self.deployment.acl_place["Id"],
                **facts,
            }
        )
        records.write_newest(self.clients, made)
        return made

    def forget_release(self, commit: str) -> None:
        """Remove a release's record, if there is one."""
        self.clients.s3.delete_object(
            Bucket=names.releases_bucket(self.environment), Key=names.release_key(commit)
        )

    def mark(self) -> None:
        """What `reset` goes back to."""
        self._aliases = {service: self._alias(service) for service in self.services}
        self._versions = {(item["Key"], item["VersionId"]) for item in self._all_versions()}

    def reset(self) -> None:
        """Back to the mark: aliases, file versions, an empty ledger, and old pages in the cache."""
        for service, (version, weights) in self._aliases.items():
            if self._alias(service) != (version, weights):
                self.point(service, version, weights)
        self._remove_versions(but=self._versions)
        self.ledger.empty()
        self.refresh()

    def refresh(self) -> None:
        """Let users see the page as it is now, and the cache keep it."""
        self._refreshes += 1
        self.deployment.invalidate("/*", reference=f"refresh-{self._refreshes}")
        self.deployment.get("/")

    def state(self) -> State:
        """A reading of AWS and of what users get."""
        return State(
            aliases={self.function(service): self._alias(service) for service in self.services},
            files={item["Key"]: item["ETag"] for item in self._current()},
            page=self.deployment.get("/").text,
            health={service: self._health(service) for service in self.services},
        )

    def remove(self) -> None:
        """Make room for another platform in this environment; the archive can't be emptied."""
        self._remove_versions(but=())
        self.deployment.remove()
        for service in self.services:
            if service != "api":
                self.clients.lambda_.delete_function(FunctionName=self.function(service))
        self.ledger.empty()
        records.remove(self.clients, self.environment)

    def _live_functions(self) -> list[FunctionRelease]:
        found = []
        for service in self.services:
            name, (version, _) = self.function(service), self._alias(service)
            read = self.clients.lambda_.get_function_configuration(
                FunctionName=name, Qualifier=version
            )
            found.append(
                FunctionRelease(
                    service=service,
                    function_name=name,
                    version=version,
                    code_sha256=read["CodeSha256"],
                )
            )
        return found

    def _live_objects(self) -> tuple[FrontendObject, ...]:
        return tuple(
            FrontendObject(
                key=item["Key"],
                version_id=item["VersionId"],
                etag=item["ETag"].strip('"'),
                size=item["Size"],
                **asdict(self._served[item["Key"]]),
            )
            for item in sorted(self._current(), key=lambda item: str(item["Key"]))
        )

    def _alias(self, service: str) -> tuple[str, Weights]:
        answer = self.clients.lambda_.get_alias(
            FunctionName=self.function(service), Name=names.ALIAS
        )
        weights = answer.get("RoutingConfig", {}).get("AdditionalVersionWeights") or {}
        return answer["FunctionVersion"], weights

    def _health(self, service: str) -> tuple[int, str]:
        path = "/api/health" if service == "api" else f"/api/{service}/health"
        seen: Seen = self.deployment.get(path)
        return seen.status, seen.text

    def _current(self) -> list[dict[str, Any]]:
        return [item for item in self._all_versions() if item["IsLatest"] and "ETag" in item]

    def _all_versions(self) -> list[dict[str, Any]]:
        """Versions and delete markers."""
        pages = self.clients.s3.get_paginator("list_object_versions").paginate(Bucket=self.bucket)
        return [
            item
            for page in pages
            for kind in ("Versions", "DeleteMarkers")
            for item in page.get(kind, ())
        ]

    def _remove_versions(self, *, but: Collection[tuple[str, str]]) -> None:
        there = {(item["Key"], item["VersionId"]) for item in self._all_versions()}
        unwanted = [{"Key": key, "VersionId": version} for key, version in there.difference(but)]
        for start in range(0, len(unwanted), _DELETED_AT_ONCE):
            objects = unwanted[start : start + _DELETED_AT_ONCE]
            self.clients.s3.delete_objects(Bucket=self.bucket, Delete={"Objects": objects})
