"""Which way to an engine is taken, and what is kept of it."""

from pathlib import Path

import pytest

from sandbox.engine.cache import Cache
from sandbox.engine.engine import Source
from sandbox.engine.errors import EngineError, WayClosedError
from sandbox.engine.progress import Progress
from sandbox.engine.provision import WAYS, Way, provision_into
from tests.unit.sandbox.engine.fakes import Screen, make_program


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache", "0123456789abcdef")


class FakeWays:
    """Ways that are open or closed as declared, and which of them were tried."""

    def __init__(self) -> None:
        self.tried: list[Source] = []
        self.ways: list[Way] = []

    def declare_open(self, source: Source, outside: Path | None = None) -> None:
        def obtain(staged: Path, progress: Progress) -> Path | None:
            self.tried.append(source)
            (staged / "plugins").mkdir()
            if outside is None:
                make_program(staged / "bin" / "pulumi")
            return outside

        self.ways.append(Way(source, source, obtain))

    def declare_closed(self, source: Source, reason: str) -> None:
        self._declare_raising(source, WayClosedError(reason))

    def declare_broken(self, source: Source, reason: str) -> None:
        self._declare_raising(source, EngineError(reason))

    def _declare_raising(self, source: Source, error: Exception) -> None:
        def obtain(staged: Path, progress: Progress) -> Path | None:
            self.tried.append(source)
            make_program(staged / "bin" / "pulumi")  # half-done work
            raise error

        self.ways.append(Way(source, source, obtain))


def test_tries_path_then_download_then_build() -> None:
    assert [way.source for way in WAYS] == ["path", "download", "build"]


def test_takes_the_first_way_that_is_open(cache: Cache) -> None:
    ways = FakeWays()
    ways.declare_closed("path", "there is none")
    ways.declare_open("download")
    ways.declare_open("build")
    engine = provision_into(cache, ways.ways, Screen().console)
    assert engine.source == "download"
    assert engine.bin == cache.folder / "bin"
    assert ways.tried == ["path", "download"]


def test_says_why_a_way_was_closed(cache: Cache) -> None:
    ways = FakeWays()
    ways.declare_closed("path", "version 3.1.0 is too old")
    ways.declare_open("build")
    screen = Screen()
    provision_into(cache, ways.ways, screen.console)
    assert "version 3.1.0 is too old" in screen.text


def test_a_cached_engine_costs_nothing_and_prints_nothing(cache: Cache) -> None:
    ways = FakeWays()
    ways.declare_open("build")
    first = provision_into(cache, ways.ways, Screen().console)
    screen = Screen()
    assert provision_into(cache, ways.ways, screen.console) == first
    assert ways.tried == ["build"]
    assert screen.text == ""


def test_no_way_open_names_every_reason_and_leaves_nothing(cache: Cache) -> None:
    ways = FakeWays()
    ways.declare_closed("path", "there is none")
    ways.declare_closed("download", "no network")
    with pytest.raises(EngineError) as failure:
        provision_into(cache, ways.ways, Screen().console)
    assert "there is none" in str(failure.value)
    assert "no network" in str(failure.value)
    assert cache.find() is None
    assert [path.name for path in cache.root.iterdir()] == [f"{cache.key}.lock"]


def test_a_failed_build_leaves_nothing_that_looks_finished(cache: Cache) -> None:
    ways = FakeWays()
    ways.declare_broken("build", "the disk is full")
    with pytest.raises(EngineError, match="the disk is full"):
        provision_into(cache, ways.ways, Screen().console)
    assert cache.find() is None
    assert not cache.folder.exists()


def test_a_pulumi_on_path_is_used_where_it_is(cache: Cache, tmp_path: Path) -> None:
    pulumi = make_program(tmp_path / "usr" / "bin" / "pulumi")
    ways = FakeWays()
    ways.declare_open("path", outside=pulumi.parent)
    engine = provision_into(cache, ways.ways, Screen().console)
    assert engine.bin == pulumi.parent
    assert engine.plugins == cache.folder / "plugins"


def test_provisions_again_when_the_pulumi_on_path_has_gone(cache: Cache, tmp_path: Path) -> None:
    pulumi = make_program(tmp_path / "usr" / "bin" / "pulumi")
    before = FakeWays()
    before.declare_open("path", outside=pulumi.parent)
    provision_into(cache, before.ways, Screen().console)
    pulumi.unlink()
    after = FakeWays()
    after.declare_open("build")
    engine = provision_into(cache, after.ways, Screen().console)
    assert engine.source == "build"
    assert engine.bin == cache.folder / "bin"
