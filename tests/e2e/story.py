"""One story on one sandbox, step by step; the tests look at what it recorded.

Each step is expensive (the engine and the provider are real), so none is done twice.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from automation.core.names import release_key, releases_bucket
from sandbox.demo import breakage
from sandbox.demo.aws import client
from sandbox.demo.command import Ran
from sandbox.demo.stage import Stage
from tests.e2e import danger
from tests.e2e.teller import PREVIEW, UP, Step, Teller, make_stack


@dataclass(frozen=True)
class Releases:
    """Commits: A is good, B is broken, C repairs B, and `undeployed` was never a release."""

    undeployed: str
    a: str
    b: str
    c: str


@dataclass(frozen=True)
class Judged:
    """The checklist, and the list of releases after it."""

    verdict: Step
    releases: Step


@dataclass(frozen=True)
class Deployments:
    """Both releases are out and judged, and what the repository looked like."""

    first: Ran
    repeated: Step
    first_judged: Judged
    second: Step
    second_judged: Judged
    last_good: Step
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
    make_stack(teller)
    clean_after_init = shop.is_clean()
    a = shop.commit("Release A")
    b, deployments = _deploy(teller, clean_after_init)
    refusals = _refuse(teller, undeployed, a)
    voided = _void(teller, a)
    endangered = _endanger(teller, a, b)
    way_back = _go_back(teller, a)
    c, held = _hold(teller, a)
    return Story(
        releases=Releases(undeployed, a, b, c),
        deployments=deployments,
        refusals=refusals,
        voided=voided,
        endangered=endangered,
        way_back=way_back,
        held=held,
    )


def _deploy(teller: Teller, clean_after_init: bool) -> tuple[str, Deployments]:
    shop = teller.stage.workshop
    first = teller.must(*UP)
    clean_after_up = shop.is_clean()
    repeated = teller.step(*PREVIEW, "--refresh", "--expect-no-changes")
    first_judged = _judge(teller)
    breakage.write_release_b(shop.folder)
    b = shop.commit(breakage.MESSAGE)
    second = teller.step(*UP)
    second_judged = _judge(teller)
    last_good = teller.rollback("last-good", "--traffic-only", "--dry-run", "--json")
    return b, Deployments(
        first=first,
        repeated=repeated,
        first_judged=first_judged,
        second=second,
        second_judged=second_judged,
        last_good=last_good,
        clean_after_init=clean_after_init,
        clean_after_up=clean_after_up,
    )


def _judge(teller: Teller) -> Judged:
    """As the engineer who deployed; the machine that runs the tests may be slow."""
    return Judged(
        verdict=teller.step("python", "-m", "automation.verify", "prod", "--json", *_PATIENT),
        releases=teller.step("python", "-m", "automation.releases", "prod", "--json"),
    )


_PATIENT: Final = ("--sla", "60000")


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
