"""Every AWS type that the program uses is among those that the provider is built with."""

import json
import re
from pathlib import Path

import pytest

from sandbox.engine.recipe import GO_SOURCES

_REPOSITORY = Path(__file__).parents[4]
_USE = re.compile(r"\baws\.(?:([a-z0-9_]+)\.)?([A-Z]\w*|get_\w+)\(")


def _used() -> set[str]:
    """`lambda/Function` and `index/getRegion` for each use in the program."""
    found = set()
    for path in (_REPOSITORY / "__main__.py", *(_REPOSITORY / "components").rglob("*.py")):
        for module, name in _USE.findall(path.read_text("utf-8")):
            found.add(f"{module.rstrip('_') or 'index'}/{_title(name)}")
    return found - {"index/Provider", "index/InvokeOptions"}


def _title(name: str) -> str:
    first, *rest = name.removesuffix("_output").split("_")
    return first + "".join(part.title() for part in rest) if first == "get" else name


def _kept() -> dict[str, dict[str, str]]:
    document: dict[str, dict[str, str]] = json.loads(
        (GO_SOURCES / "provider" / "types.json").read_text("utf-8")
    )
    return document


def test_the_provider_is_built_with_every_type_in_use() -> None:
    kept = _kept()
    missing = _used() - set(kept["resources"].values()) - set(kept["functions"].values())
    assert missing == set(), "add them to sandbox/engine/golang/provider/types.json"


def test_the_scan_finds_uses() -> None:
    assert {"lambda/Function", "s3/Bucket", "rds/Cluster"} <= _used()


@pytest.mark.parametrize("kind", ["resources", "functions"])
def test_types_are_sorted_and_named_once(kind: str) -> None:
    kept = _kept()[kind]
    assert list(kept) == sorted(kept)
    assert len(set(kept.values())) == len(kept)
