"""One story on one sandbox, step by step; the tests look at what it recorded.

Each step is expensive (the engine and the provider are real), so none is done twice.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from automation.core.names import ALIAS, function_name, release_key, releases_bucket
from sandbox.demo import breakage
from sandbox.demo.aws import client
from sandbox.demo.command import Ran
from sandbox.demo.look import Seen, look
from sandbox.demo.stage import Stage
from sandbox.identities import Identity
from tests.e2e import danger
from tests.e2e.snapshot import Snapshot, take_snapshot

UP: Final = ("pulumi", "up", "--yes", "--skip-preview", "--non-interactive", "--stack", "prod")
PREVIEW: Final = ("pulumi", "preview", "--non-interactive", "--stack", "prod")
REASON: Final = "Blank page since the consent release"
LIFT_REASON: Final = "The fix is reviewed"


@dataclass(frozen=True)
class Step:
    """A command, and prod before and after it."""

    ran: Ran
    before: Snapshot
    after: Snapshot
    seen: Seen

    @property
    def changed_nothing(self) -> bool:
        """Whether AWS shows the same as before, but for requests and leases."""
        return self.before == self.after


class Teller:
    """Does steps and remembers how prod looked after the last one."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self._last: Snapshot | None = None

    def step(
        self,
        *command: str,
        as_: Identity = "requester",
        variables: Mapping[str, str | None] | None = None,
    ) -> Step:
        """Run a command between two looks at prod."""
        before = self._last or take_snapshot(self.stage, "prod")
        ran = self.stage.run(*command, as_=as_, variables=variables)
        self._last = take_snapshot(self.stage, "prod")
        return Step(ran, before, self._last, look(self.stage.server.site("prod")))

    def rollback(
        self, to: str, *options: str, variables: Mapping[str, str | None] | None = None
    ) -> Step:
        """The command that all is about."""
        command = ("python", "-m", "automation.rollback", "prod", "--to", to)
        return self.step(*command, "--reason", REASON, *options, variables=variables)

    def approve(self, asked: Step, as_: Identity = "approver") -> Step:
        """Approve what a rollback asked for."""
        found = re.search(r"automation\.approve prod ([0-9a-f]+)", asked.ran.said)
        if found is None:
            raise AssertionError(f"it asked for no approval:\n{asked.ran.said}")
        command = ("python", "-m", "automation.approve", "prod", found[1])
        return self.step(*command, "--reason", "Seen it", "--yes", as_=as_)

    def lift(self, as_: Identity) -> Step:
        """Lift the hold on prod."""
        command = ("python", "-m", "automation.hold", "prod", "--lift", "--reason", LIFT_REASON)
        return self.step(*command, as_=as_)

    def move_alias_by_hand(self, service: str, version: str) -> None:
        """What somebody might do at the console meanwhile."""
        client(self.stage, "lambda").update_alias(
            FunctionName=function_name(service, "prod"), Name=ALIAS, FunctionVersion=version
        )
        self.look_again()

    def look_again(self) -> None:
        """After a change that was no step."""
        self._last = take_snapshot(self.stage, "prod")


@dataclass(frozen=True)
class Releases:
    """Commits: A is good, B is broken, C repairs B, and `undeployed` was never a release."""

    undeployed: str
    a: str
    b: str
    c: str


@dataclass(frozen=True)
class Deployments:
    """Both releases are out, and what the repository looked like."""

    first: Ran
    repeated: Step
    second: Step
    clean_after_init: bool
    clean_after_up: bool


@dataclass(frozen=True)
class Refusals:
    """Commands that can't work; each says why."""

    unknown_ref: Step
    options: tuple[Step, ...]
    git_was_touched: bool
    unknown_environment: Step
    missing_release: Step
    environment_without_release: Step
    sandbox_down: Step
    no_credentials: Step
    no_engine: Step


@dataclass(frozen=True)
class Voided:
    """Approved, but somebody moved an alias before it ran."""

    asked: Step
    approved: Step
    ran: Step


@dataclass(frozen=True)
class Endangered:
    """A release on record whose program would replace the cluster, and protects nothing."""

    dry_run: Step


@dataclass(frozen=True)
class WayBack:
    """From B to A."""

    dry_run: Step
    as_json: Step
    asked: Step
    approved_by_requester: Step
    approved: Step
    ran: Step
    repeated: Step


@dataclass(frozen=True)
class Held:
    """What comes after: the hold, its end, the next release, and back without the engine."""

    preview: Step
    up: Step
    lifted_by_requester: Step
    lifted: Step
    third: Step
    traffic_asked: Step
    traffic_only: Step


@dataclass(frozen=True)
class Story:
    """All chapters."""

    releases: Releases
    deployments: Deployments
    refusals: Refusals
    voided: Voided
    endangered: Endangered
    way_back: WayBack
    held: Held


def tell(stage: Stage) -> Story:
    """Do all of it, in order."""
    teller, shop = Teller(stage), stage.workshop
    undeployed = shop.head()
    a = shop.commit("Release A")
    b, deployments = _deploy(teller)
    refusals = _refuse(teller, undeployed, a)
    voided = _void(teller, a)
    endangered = _endanger(teller, a, b)
    way_back = _go_back(teller, a)
    c, held = _hold(teller, a)
    releases = Releases(undeployed, a, b, c)
    return Story(releases, deployments, refusals, voided, endangered, way_back, held)


def _deploy(teller: Teller) -> tuple[str, Deployments]:
    stage, shop = teller.stage, teller.stage.workshop
    made = stage.run("pulumi", "stack", "init", "prod")
    if made.code != 0:
        raise AssertionError(made.said)
    clean_after_init = shop.is_clean()
    first = stage.run(*UP)
    if first.code != 0:
        raise AssertionError(first.said)
    clean_after_up = shop.is_clean()
    repeated = teller.step(*PREVIEW, "--refresh", "--expect-no-changes")
    breakage.write_release_b(shop.folder)
    b = shop.commit(breakage.MESSAGE)
    second = teller.step(*UP)
    return b, Deployments(first, repeated, second, clean_after_init, clean_after_up)


def _refuse(teller: Teller, undeployed: str, a: str) -> Refusals:
    options = tuple(
        teller.step("python", "-m", "automation.rollback", "prod", *words)
        for words in (("--to=--upload-pack=x",), ("--to", "-x"), ("--to", "--output=touched"))
    )
    elsewhere = ("python", "-m", "automation.rollback")
    return Refusals(
        unknown_ref=teller.rollback("no-such-tag"),
        options=options,
        git_was_touched=not teller.stage.workshop.is_clean(),
        unknown_environment=teller.step(*elsewhere, "production", "--to", a),
        missing_release=teller.rollback(undeployed),
        environment_without_release=teller.step(*elsewhere, "dev", "--to", a),
        sandbox_down=teller.rollback(a, variables={"AWS_ENDPOINT_URL": "http://127.0.0.1:9"}),
        no_credentials=teller.rollback(a, variables=_NO_CREDENTIALS),
        no_engine=teller.rollback(a, variables={"PATH": _path_without_engine(teller.stage)}),
    )


_NO_CREDENTIALS: Final = {
    "AWS_ACCESS_KEY_ID": None,
    "AWS_SECRET_ACCESS_KEY": None,
    "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent",
    "AWS_CONFIG_FILE": "/nonexistent",
    "AWS_EC2_METADATA_DISABLED": "true",
}


def _path_without_engine(stage: Stage) -> str:
    entries = stage.people["requester"]["PATH"].split(":")
    return ":".join(entry for entry in entries if not (Path(entry) / "pulumi").exists())


def _void(teller: Teller, a: str) -> Voided:
    """By traffic alone: nothing of it needs the engine."""
    asked = teller.rollback(a, "--traffic-only")
    approved = teller.approve(asked)
    teller.move_alias_by_hand("reports", "1")
    ran = teller.rollback(a, "--traffic-only", "--yes")
    teller.move_alias_by_hand("reports", "2")
    return Voided(asked, approved, ran)


def _endanger(teller: Teller, a: str, b: str) -> Endangered:
    """The record is put there by hand: the program itself could not have been deployed."""
    shop, s3 = teller.stage.workshop, client(teller.stage, "s3")
    danger.endanger(shop.folder)
    dangerous = shop.commit("Rename the database")
    where = {"Bucket": releases_bucket("prod")}
    record = s3.get_object(**where, Key=release_key(a))["Body"].read().decode()
    forged = s3.put_object(
        **where, Key=release_key(dangerous), Body=record.replace(a, dangerous).encode()
    )
    teller.look_again()
    dry_run = teller.rollback(dangerous, "--component", "infrastructure", "--dry-run")
    s3.delete_object(**where, Key=release_key(dangerous), VersionId=forged["VersionId"])
    teller.look_again()
    shop.git("reset", "--quiet", "--hard", b)
    return Endangered(dry_run)


def _go_back(teller: Teller, a: str) -> WayBack:
    dry_run = teller.rollback(a, "--traffic-only", "--dry-run")
    as_json = teller.rollback(a, "--traffic-only", "--dry-run", "--json")
    asked = teller.rollback(a)
    return WayBack(
        dry_run=dry_run,
        as_json=as_json,
        asked=asked,
        approved_by_requester=teller.approve(asked, as_="requester"),
        approved=teller.approve(asked),
        ran=teller.rollback(a, "--yes"),
        repeated=teller.rollback(a, "--yes"),
    )


def _hold(teller: Teller, a: str) -> tuple[str, Held]:
    shop = teller.stage.workshop
    shop.git("checkout", "--quiet", a)
    preview = teller.step(*PREVIEW, "--expect-no-changes")
    shop.git("checkout", "--quiet", "main")
    up = teller.step(*UP)
    by_requester, lifted = teller.lift("requester"), teller.lift("approver")
    breakage.repair(shop.folder)
    c = shop.commit("Give the function its setting")
    third = teller.step(*UP)
    asked = teller.rollback(a, "--traffic-only")
    teller.approve(asked)
    back = teller.rollback(a, "--traffic-only", "--yes")
    return c, Held(preview, up, by_requester, lifted, third, asked, back)
