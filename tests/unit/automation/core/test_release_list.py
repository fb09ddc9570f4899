"""What the list of releases says of each."""

from dataclasses import replace

from automation.core.release import Release
from automation.core.release_list import (
    Catalogue,
    ListedRelease,
    Recorded,
    last_good,
    last_secure,
    list_releases,
    previous,
)
from tests.builders import (
    COMMIT_A,
    COMMIT_B,
    COMMIT_C,
    NOW,
    frontend_object,
    function_release,
    hold,
    live_alias,
    live_object,
    live_state,
    release,
)

OLD = release(COMMIT_A, functions=[function_release("api", "1")], objects=[frontend_object()])
NEW = release(
    COMMIT_B,
    functions=[function_release("api", "2")],
    objects=[frontend_object(version_id="v2")],
    settings_digest="other",
    schema=(4, 3, 4),
)
LIVE = live_state(
    aliases=[live_alias("api", "2")],
    reachable=[*OLD.functions, *NEW.functions],
    objects=[live_object("index.html", "v2")],
    versions=[("index.html", "v1")],
    deployed=NEW,
)


def catalogue(*newest_first: Release, **known: object) -> Catalogue:
    facts: dict[str, object] = {"live": LIVE, "verdicts": {}} | known
    return Catalogue(tuple(Recorded(each, NOW) for each in newest_first), **facts)  # type: ignore[arg-type]


def listed(commit: str, *newest_first: Release, **known: object) -> ListedRelease:
    found = {each.release.commit: each for each in list_releases(catalogue(*newest_first, **known))}
    return found[commit]


def test_the_live_release_differs_in_nothing() -> None:
    live = listed(COMMIT_B, NEW, OLD)

    assert (live.marks, live.differences.text) == (("live",), "none")


def test_an_older_release_tells_what_it_has_otherwise() -> None:
    assert listed(COMMIT_A, NEW, OLD).differences.text == "1 function, 1 file, settings, schema"


def test_a_schema_that_went_on_closes_the_way_back() -> None:
    (reason,) = listed(COMMIT_A, NEW, OLD).obstacles

    assert "the database schema is at 4" in reason.reason


def test_a_function_without_an_alias_is_an_obstacle_and_a_difference() -> None:
    stranger = release(COMMIT_C, functions=[function_release("fax", "1")], schema=(4, 1, 4))

    found = listed(COMMIT_C, NEW, stranger)

    assert found.differences.functions == 1
    assert "has no alias" in found.obstacles[0].reason


def test_what_a_rollback_holds_is_live_and_the_newest_only_deployed() -> None:
    held = replace(LIVE, hold=hold(pins={"clinical-trial-api-prod": "1"}))

    assert listed(COMMIT_A, NEW, OLD, live=held).marks == ("live", "held", "pinned")
    assert listed(COMMIT_B, NEW, OLD, live=held).marks == ("deployed",)


def test_previous_counts_from_what_is_served_not_from_what_was_deployed() -> None:
    oldest = release(COMMIT_C)
    known = catalogue(NEW, OLD, oldest, live=replace(LIVE, hold=hold()))

    assert known.live.served_commit == COMMIT_A
    assert previous(known) == oldest
    assert previous(catalogue(NEW)) is None


def test_last_good_passes_over_what_cannot_be_reached() -> None:
    fits = OLD.model_copy(update={"db_schema": NEW.db_schema})
    gone = fits.model_copy(
        update={"commit": COMMIT_C, "functions": (function_release("api", "7"),)}
    )
    healthy = dict.fromkeys((COMMIT_A, COMMIT_C), "healthy")

    assert last_good(catalogue(NEW, gone, fits, verdicts=healthy)) == fits
    assert last_good(catalogue(NEW, gone, fits, verdicts={COMMIT_A: "bad"})) is None


FITS = OLD.model_copy(update={"db_schema": NEW.db_schema})


def test_the_last_secure_one_is_the_newest_that_a_person_marked() -> None:
    marked = {COMMIT_A: "secure", COMMIT_B: "secure"}

    assert last_secure(catalogue(NEW, FITS, security=marked)) == NEW
    assert last_secure(catalogue(NEW, FITS, security={COMMIT_A: "secure"})) == FITS


def test_health_is_no_sign_of_being_secure() -> None:
    assert last_secure(catalogue(NEW, FITS, verdicts={COMMIT_A: "healthy"})) is None


def test_a_secure_release_that_can_t_be_reached_is_passed_over() -> None:
    gone = release(COMMIT_A, functions=[function_release("api", "9")])

    assert last_secure(catalogue(NEW, gone, security={COMMIT_A: "secure"})) is None


def test_a_compromised_release_is_not_good_however_healthy() -> None:
    healthy = {COMMIT_A: "healthy", COMMIT_B: "healthy"}

    found = last_good(catalogue(NEW, FITS, verdicts=healthy, security={COMMIT_B: "compromised"}))

    assert found == FITS


def test_what_a_person_said_of_a_release_is_shown() -> None:
    found = listed(COMMIT_A, NEW, FITS, security={COMMIT_A: "compromised"})

    assert found.marks == ("compromised",)
