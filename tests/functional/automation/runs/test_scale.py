"""Twenty functions and a large site: what is touched, in which order, and in how much memory.

CLINICAL_TRIAL_SCALE_FILES=10000 takes a larger site than the suite has time for.
"""

import os
from collections.abc import Iterator
from contextlib import closing
from typing import Any, Final

import pytest

from sandbox.state import Running
from tests.builders import COMMIT_A, COMMIT_B
from tests.functional.automation.miniature.calls import Call
from tests.functional.automation.miniature.door import Door
from tests.functional.automation.miniature.handlers import well
from tests.functional.automation.miniature.nursery import Nursery
from tests.functional.automation.miniature.platform import Platform
from tests.functional.automation.miniature.proxy import Proxy
from tests.functional.automation.miniature.work import Job, place_of
from tests.functional.sandbox.clients import Clients

pytestmark = pytest.mark.functional

FILES: Final = int(os.environ.get("CLINICAL_TRIAL_SCALE_FILES", "2000"))
CHANGED: Final = FILES // 10
EXTRA: Final = FILES // 20
SERVICES: Final = ("api", *(f"service{number:02}" for number in range(1, 20)))
# What a run may grow by: its own code and clients, and this much for each file of the site.
BYTES_AT_REST: Final = 32 * 1024**2
BYTES_A_FILE: Final = 10 * 1024
SERVED_OTHERWISE: Final = "assets/kept.00000.js"
LARGE: Final = "films/large.bin"
LARGE_BYTES: Final = 12 * 1024**2
COPY_LIMIT: Final = 6 * 1024**2


def names_of(prefix: str, count: int) -> list[str]:
    return [f"assets/{prefix}.{number:05}.js" for number in range(count)]


@pytest.fixture(scope="module")
def platform(quick_server: Running, quick_clients: Clients) -> Iterator[Platform]:
    """Every function and a tenth of the files differ from the good release."""
    made = Platform(quick_server, quick_clients, "staging", SERVICES)
    made.upload({name: f"{name} good" for name in names_of("kept", FILES - CHANGED)})
    made.upload({name: f"{name} good" for name in names_of("changed", CHANGED)})
    made.upload({"index.html": "good page"}, ContentType="text/html", CacheControl="no-cache")
    large = {"ContentType": "video/mp4", "CacheControl": "max-age=60", "Metadata": {"by": "us"}}
    made.upload({LARGE: b"g" * LARGE_BYTES}, **large)
    made.release(COMMIT_A)
    for service in SERVICES:
        made.point(service, made.publish(service, well(service, "bad")))
    made.upload({name: f"{name} bad" for name in names_of("changed", CHANGED)})
    made.upload({SERVED_OTHERWISE: f"{SERVED_OTHERWISE} good"}, ContentType="text/plain")
    made.upload(dict.fromkeys(names_of("extra", EXTRA), "extra"))
    made.upload({"index.html": "bad page", LARGE: b"b" * LARGE_BYTES})
    made.release(COMMIT_B)
    yield made
    made.remove()


@pytest.fixture(scope="module")
def large_nursery(proxy: Proxy, quick_server: Running, platform: Platform) -> Iterator[Nursery]:
    with closing(Door(platform.site_url)) as door:
        place = place_of("staging", proxy.endpoint, door.url, copy_limit=COPY_LIMIT)
        with closing(Nursery(place)) as made:
            yield made


@pytest.fixture(scope="module")
def calls(platform: Platform, large_nursery: Nursery, proxy: Proxy) -> list[Call]:
    """The calls of the rollback that change something, in their order."""
    proxy.begin()
    ended = large_nursery.run(Job("rollback", "staging-scale", COMMIT_A))
    assert ended.status == "finished", ended
    assert ended.grown_bytes < BYTES_AT_REST + FILES * BYTES_A_FILE, ended
    return proxy.calls


def keys_of(calls: list[Call], method: str, platform: Platform) -> list[str]:
    """Keys of the site's files that were called with a method, in order."""
    start = f"{method} /{platform.bucket}/"
    found = [call.operation for call in calls if call.operation.startswith(start)]
    return [operation.removeprefix(start).partition("?")[0] for operation in found]


def test_every_function_moves_by_one_call(calls: list[Call], platform: Platform) -> None:
    moved = [call.operation.split("/")[3] for call in calls if call.service == "lambda"]

    assert sorted(moved) == sorted(platform.function(service) for service in SERVICES)


def test_only_files_that_differ_are_touched(calls: list[Call], platform: Platform) -> None:
    copied = set(keys_of(calls, "PUT", platform))

    assert copied == {*names_of("changed", CHANGED), SERVED_OTHERWISE, "index.html", LARGE}
    assert sorted(keys_of(calls, "DELETE", platform)) == names_of("extra", EXTRA)


def test_a_file_whose_metadata_alone_differ_is_served_as_before(
    calls: list[Call], platform: Platform
) -> None:
    head: Any = platform.clients.s3.head_object(Bucket=platform.bucket, Key=SERVED_OTHERWISE)

    assert SERVED_OTHERWISE in keys_of(calls, "PUT", platform)
    assert head["ContentType"] == "text/html"


def test_the_page_comes_after_all_other_files_and_before_any_is_hidden(
    calls: list[Call], platform: Platform
) -> None:
    copied = keys_of(calls, "PUT", platform)
    order = [call.operation for call in calls]
    page = order.index(f"PUT /{platform.bucket}/index.html")

    assert copied[-1] == "index.html"
    assert all(not each.startswith("DELETE") for each in order[:page])


def test_the_cache_is_emptied_once(calls: list[Call]) -> None:
    assert [call.service for call in calls].count("cloudfront") == 1


def test_a_large_file_is_copied_in_parts_and_keeps_what_it_is_served_with(
    calls: list[Call], platform: Platform
) -> None:
    head: Any = platform.clients.s3.head_object(Bucket=platform.bucket, Key=LARGE)

    assert keys_of(calls, "PUT", platform).count(LARGE) > 1
    assert (head["ContentType"], head["CacheControl"]) == ("video/mp4", "max-age=60")
    assert head["Metadata"]["by"] == "us"
    assert head["ContentLength"] == LARGE_BYTES


@pytest.mark.usefixtures("calls")
def test_planning_again_finds_nothing_to_do(large_nursery: Nursery, proxy: Proxy) -> None:
    proxy.begin()

    again = large_nursery.run(Job("rollback", "staging-again", COMMIT_A, after=1))

    assert again.status == "nothing to do"
    assert proxy.calls == []
