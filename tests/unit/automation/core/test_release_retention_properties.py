"""After pruning and the lifecycle, whatever the settings promise can still be reached.

Random histories: deployments days apart, each with new or kept function versions and files, some
of them judged, the environment held at any of them, an alias split to any version. The bucket's
lifecycle and then the pruning run, and every promised release is looked at.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from hypothesis import assume, event, given
from hypothesis import strategies as st

from automation.core.hold import Hold
from automation.core.names import function_name
from automation.core.reachability import obstacles
from automation.core.release import FunctionRelease, Release
from automation.core.release_list import TRAFFIC, Catalogue, Recorded
from automation.core.release_retention import PruningPlan, plan_pruning
from tests.builders import (
    NOW,
    frontend_object,
    function_release,
    hold,
    live_alias,
    live_object,
    live_state,
    release,
    run_record,
)

SERVICES: Final = ("api", "auth")


@dataclass(frozen=True)
class History:
    """An environment as deployments left it, and its settings."""

    catalogue: Catalogue
    referenced: frozenset[tuple[str, str]]
    window: timedelta
    noncurrent: timedelta
    now: datetime

    def plan(self) -> PruningPlan:
        return plan_pruning(self.catalogue, self.referenced, window=self.window, now=self.now)

    def promised(self) -> list[Release]:
        """Releases that were live at any moment of the window."""
        records = self.catalogue.records
        replaced = [None, *(record.recorded_at for record in records)]
        return [
            record.release
            for record, at in zip(records, replaced, strict=False)
            if at is None or at >= self.now - self.window
        ]


@st.composite
def histories(draw: st.DrawFn) -> History:
    count = draw(st.integers(1, 8))
    times = sorted(draw(st.lists(st.integers(0, 200), min_size=count, max_size=count, unique=True)))
    versions = dict.fromkeys((*SERVICES, "page"), 0)
    records: list[Recorded] = []
    for number, day in enumerate(times):
        for what in versions:
            versions[what] += draw(st.integers(0 if number else 1, 2))
        made = release(
            f"{number:040x}",
            functions=[function_release(name, str(versions[name])) for name in SERVICES],
            objects=[frontend_object(version_id=str(versions["page"]))],
        )
        records.insert(0, Recorded(made, NOW + timedelta(days=day)))
    window = draw(st.integers(1, 100))
    now = records[0].recorded_at + timedelta(days=draw(st.integers(0, 200)))
    catalogue = _catalogue(draw, tuple(records), versions)
    extra = draw(st.sampled_from(sorted(catalogue.live.version_hashes)))
    live = {(name, alias.version) for name, alias in catalogue.live.aliases.items()}
    return History(
        catalogue,
        frozenset(live | {extra}),
        timedelta(days=window),
        timedelta(days=window + draw(st.integers(0, 50))),
        now,
    )


def _catalogue(
    draw: st.DrawFn, records: tuple[Recorded, ...], versions: dict[str, int]
) -> Catalogue:
    newest = records[0].release
    held: Hold | None = None
    if draw(st.booleans()):
        target = draw(st.sampled_from(records)).release
        # A person may hold what no release has: pins are wherever the aliases were.
        pinned = st.integers(1, min(versions[name] for name in SERVICES))
        pins = {each.function_name: str(draw(pinned)) for each in target.functions}
        held = hold(pins=pins).model_copy(update={"target_commit": target.commit})
    served = next(
        each.release
        for each in records
        if each.release.commit == (held.target_commit if held else newest.commit)
    )
    # A rollback of a part serves the release that was deployed before it.
    part = run_record().model_copy(
        update={"components": ("functions",), "from_commit": newest.commit}
    )
    # One more than was ever released: a deployment that works right now.
    published = [
        function_release(name, str(number))
        for name in SERVICES
        for number in range(1, versions[name] + 2)
    ]
    live = live_state(
        aliases=[live_alias(each.service, each.version) for each in served.functions],
        reachable=published,
        objects=[live_object("index.html", served.frontend.objects[0].version_id)],
        versions=[("index.html", str(number)) for number in range(1, versions["page"] + 1)],
        deployed=newest,
        hold=held,
        holding_run=part if held and draw(st.booleans()) else None,
    )
    health = st.sampled_from(["healthy", "bad", "unknown"])
    verdicts = {each.release.commit: draw(health) for each in records}
    return Catalogue(records, live, verdicts)  # type: ignore[arg-type]


def after(history: History) -> Catalogue:
    """What is left by the lifecycle and then by the pruning."""
    live, plan = history.catalogue.live, history.plan()
    cut = history.now - history.noncurrent
    files = {
        (item.key, item.version_id)
        for record, replaced in zip(
            history.catalogue.records,
            [None, *(each.recorded_at for each in history.catalogue.records)],
            strict=False,
        )
        for item in record.release.frontend.objects
        if replaced is None or replaced >= cut
    }
    gone = {expired.commit for expired in plan.releases}
    left = replace(
        live,
        version_hashes={
            version: code
            for version, code in live.version_hashes.items()
            if version not in plan.versions
        },
        object_versions=frozenset(files),
    )
    records = tuple(each for each in history.catalogue.records if each.release.commit not in gone)
    return replace(history.catalogue, live=left, records=records)


@given(histories())
def test_whatever_the_settings_promise_can_still_be_reached(history: History) -> None:
    left = after(history)
    event(f"removes something: {not history.plan().is_empty}")

    for promised in history.promised():
        assert promised in [record.release for record in left.records]
        assert obstacles(left.live, promised, TRAFFIC) == ()


@given(histories())
def test_what_is_live_held_pinned_or_referred_to_stays(history: History) -> None:
    plan = history.plan()
    held = history.catalogue.live.hold
    pins = set(held.pins.items()) if held else set()

    assert not set(plan.versions) & (history.referenced | pins)
    going = [each.commit for each in plan.releases]
    assert history.catalogue.live.served_commit not in going
    assert (held.target_commit if held else None) not in going


@given(histories())
def test_no_version_goes_that_a_deployment_may_have_made_just_now(history: History) -> None:
    for name, version in history.plan().versions:
        newest = history.catalogue.records[0].release
        deployed = next(each for each in newest.functions if each.function_name == name)
        assert int(version) < int(deployed.version)


@given(histories())
def test_every_kept_record_can_still_move_its_functions(history: History) -> None:
    left = after(history)

    for record in left.records:
        assert obstacles(left.live, record.release, ("functions",)) == ()


@given(histories())
def test_pruning_again_removes_nothing(history: History) -> None:
    again = replace(history, catalogue=after(history)).plan()
    # A newest healthy release that the lifecycle took the files of gives way to an older one.
    assume(again.kept.keys() == history.plan().kept.keys())

    assert again.is_empty


def versions_of(function: FunctionRelease) -> tuple[str, str]:
    return function_name(function.service, "prod"), function.version


def test_outside_of_the_window_everything_goes_that_nobody_needs() -> None:
    made = [
        release(f"{number:040x}", functions=[function_release("api", str(number))])
        for number in (1, 2, 3, 4)
    ]
    live = live_state(
        aliases=[live_alias("api", "4")],
        reachable=[each.functions[0] for each in made],
        deployed=made[-1],
    )
    records = tuple(
        Recorded(each, NOW + timedelta(days=day)) for day, each in reversed(list(enumerate(made)))
    )
    history = History(
        Catalogue(records, live, {}),
        frozenset([versions_of(made[-1].functions[0])]),
        timedelta(days=30),
        timedelta(days=30),
        NOW + timedelta(days=300),
    )

    plan = history.plan()

    assert [each.commit for each in plan.releases] == [made[1].commit, made[0].commit]
    assert plan.versions == (versions_of(made[0].functions[0]), versions_of(made[1].functions[0]))
    assert plan.kept == {made[3].commit: "live", made[2].commit: "previous"}
