"""A secret of the stack's settings, and a search for it everywhere that commands leave anything.

I/O: reads AWS, git and the stage's folders.
"""

import base64
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import uuid4

from automation.core.names import audit_bucket, ledger_table, releases_bucket
from sandbox.demo.aws import client
from sandbox.demo.stage import Stage

STATE_BUCKET: Final = "clinical-trial-pulumi-state"
SETTING: Final = "clinical-trial:pagingUrl"
# Programs, not what a run writes; they are large.
_PROGRAMS: Final = ("plugins", "bin")


def invent() -> str:
    """An address that is nowhere else, for the one setting that is secret."""
    return f"https://paging.example.org/canary-{uuid4().hex}"


@dataclass(frozen=True)
class Search:
    """What a search came across.

    Attributes:
        places: where it looked, with how many things were there.
        found: things that hold the secret.
        left_behind: files in the commands' temporary folder, but for copies of function code that
            the engine leaves there at each deployment.
        worktrees: checkouts that git knows beside the repository itself.
        subscribers: where AWS itself holds the address: it has to.
    """

    places: dict[str, int]
    found: tuple[str, ...]
    left_behind: tuple[str, ...]
    worktrees: int
    subscribers: int


_ENGINES_COPIES: Final = "pulumi-asset-"


def temporary_folder(stage: Stage) -> Path:
    """Where the stage's commands make their temporary files."""
    return stage.home.root / "tmp"


def search(stage: Stage, secret: str, printed: Sequence[str]) -> Search:
    """Look for a secret in all that commands printed and left.

    Args:
        stage: where they ran.
        secret: what must not be found.
        printed: what they said.
    """
    places = {
        "printed": [(text[:60], text.encode()) for text in printed],
        "temporary files": list(_files(temporary_folder(stage))),
        "repository": list(_files(stage.workshop.folder)),
        "engine's home": list(_files(stage.home.pulumi_home)),
        "ledger": list(_ledger(stage)),
        "plans": list(_objects(stage, audit_bucket("prod"))),
        "release records": list(_objects(stage, releases_bucket("prod"))),
        "state": list(_objects(stage, STATE_BUCKET)),
    }
    worktrees = stage.workshop.git("worktree", "list", "--porcelain").count("worktree ") - 1
    return Search(
        places={name: len(things) for name, things in places.items()},
        found=tuple(f"{place}: {name}" for place, name in _holding(places.items(), secret)),
        left_behind=tuple(
            name for name, _ in places["temporary files"] if not name.startswith(_ENGINES_COPIES)
        ),
        worktrees=worktrees,
        subscribers=_subscribers(stage, secret),
    )


def _holding(
    places: Iterable[tuple[str, list[tuple[str, bytes]]]], secret: str
) -> Iterator[tuple[str, str]]:
    forms = _forms(secret)
    for place, things in places:
        for name, content in things:
            if any(form in content for form in forms):
                yield place, name


def _forms(secret: str) -> tuple[bytes, ...]:
    """The secret's own part as it is, and within base64, however it lies in it."""
    canary = secret.rpartition("/")[2].encode()
    encoded = [base64.b64encode(b"x" * before + canary)[4:-4] for before in range(3)]
    return (canary, *encoded)


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in folder.rglob("*"):
        name = path.relative_to(folder)
        if path.is_file() and name.parts[0] not in _PROGRAMS:
            yield str(name), path.read_bytes()


def _ledger(stage: Stage) -> Iterator[tuple[str, bytes]]:
    pages = client(stage, "dynamodb").get_paginator("scan").paginate(TableName=ledger_table("prod"))
    for page in pages:
        for item in page["Items"]:
            yield f"{item['pk']['S']} {item['sk']['S']}", json.dumps(item).encode()


def _objects(stage: Stage, bucket: str) -> Iterator[tuple[str, bytes]]:
    """Every version of every object."""
    s3 = client(stage, "s3")
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
        for item in page.get("Versions", ()):
            where = {"Key": item["Key"], "VersionId": item["VersionId"]}
            yield item["Key"], s3.get_object(Bucket=bucket, **where)["Body"].read()


def _subscribers(stage: Stage, secret: str) -> int:
    subscribed = client(stage, "sns").list_subscriptions()["Subscriptions"]
    return sum(each["Endpoint"] == secret for each in subscribed)
