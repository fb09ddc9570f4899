"""Aliases move as one set, files in an order that users can't notice."""

from collections.abc import Sequence

import pytest

from automation.core.errors import StoppedError
from automation.core.plan import DeleteObject, RestoreObject, ShiftAlias
from automation.runs.traffic import delete_files, restore_files, shift_aliases
from tests.unit.automation.fakes import Calls, FakeFrontend, FakeFunctions, Fault

NAMES = tuple(f"function-{number:02}" for number in range(20))


class Set:
    """Twenty functions at version 2 that are to go to version 1."""

    def __init__(self) -> None:
        self.calls = Calls()
        self.functions = FakeFunctions(self.calls)
        for name in NAMES:
            self.functions.declare_version(name, "1", "code")
            self.functions.declare_alias(name, "2", (("3", 0.1),))

    def shifts(self) -> tuple[ShiftAlias, ...]:
        live = self.functions.read_aliases(NAMES)
        return tuple(
            ShiftAlias(
                name,
                live[name].version,
                "1",
                live[name].revision_id,
                from_weights=live[name].weights,
            )
            for name in NAMES
        )

    def at(self, version: str) -> Sequence[str]:
        return [name for name, (at, _) in self.functions.serving().items() if at == version]


def test_all_aliases_move_and_their_canary_weights_are_emptied() -> None:
    functions = Set()

    shift_aliases(functions.functions, functions.shifts())

    assert set(functions.functions.serving().values()) == {("1", ())}


def test_one_conflict_puts_all_the_others_back_with_their_weights() -> None:
    functions = Set()
    functions.functions.declare_moved_before_write("function-07", "9")
    functions.functions.declare_version("function-07", "9", "code")
    shifts = functions.shifts()

    with pytest.raises(StoppedError, match="function-07"):
        shift_aliases(functions.functions, shifts)

    serving = functions.functions.serving()
    assert serving.pop("function-07") == ("9", ())
    assert set(serving.values()) == {("2", (("3", 0.1),))}


def test_a_version_that_is_gone_puts_all_the_others_back() -> None:
    functions = Set()
    functions.functions.declare_version_gone("function-03", "1")

    with pytest.raises(StoppedError, match="function-03"):
        shift_aliases(functions.functions, functions.shifts())

    assert functions.at("1") == []


@pytest.mark.parametrize("fault", [Fault.REFUSED, Fault.THROTTLED])
def test_a_refusal_puts_all_the_others_back(fault: Fault) -> None:
    functions = Set()
    functions.calls.declare_fault(11, fault)

    with pytest.raises(StoppedError):
        shift_aliases(functions.functions, functions.shifts())

    assert functions.at("1") == []


def test_a_lost_answer_is_no_conflict_when_the_alias_is_read_where_it_should_be() -> None:
    functions = Set()
    functions.calls.declare_fault(11, Fault.ANSWER_LOST)

    shift_aliases(functions.functions, functions.shifts())

    assert len(functions.at("1")) == len(NAMES)


def test_an_alias_that_somebody_moved_to_the_same_place_is_no_conflict() -> None:
    functions = Set()
    functions.functions.declare_moved_before_write("function-07", "1")

    shift_aliases(functions.functions, functions.shifts())

    assert len(functions.at("1")) == len(NAMES)


def test_what_could_not_be_put_back_is_named() -> None:
    functions = Set()
    functions.functions.declare_moved_before_write("function-00", "9")
    functions.functions.declare_version_gone("function-05", "2")

    with pytest.raises(StoppedError, match=r"could not be put back: function-05 \(now version 1\)"):
        shift_aliases(functions.functions, functions.shifts())


def test_no_page_is_written_while_a_file_that_it_needs_failed() -> None:
    calls = Calls()
    frontend = FakeFrontend(calls)
    page = frontend.declare_object("index.html", "good page")
    frontend.declare_object("index.html", "bad page")
    gone = RestoreObject("app.js", "gone", "etag", 1)
    restore_page = RestoreObject("index.html", page.version_id, page.etag, page.size)

    with pytest.raises(Exception, match="NoSuchVersion"):
        restore_files(frontend, (restore_page, gone))

    assert frontend.contents()["index.html"] == "bad page"


def test_a_restored_file_has_its_metadata_again() -> None:
    frontend = FakeFrontend(Calls())
    old = frontend.declare_object("a.js", "1", content_type="text/javascript", cache_control="x")
    frontend.declare_object("a.js", "2", content_type="text/plain")

    restore_files(frontend, (RestoreObject("a.js", old.version_id, old.etag, old.size),))

    assert frontend.metadata("a.js") == ("text/javascript", "x")


def test_hidden_files_keep_their_versions() -> None:
    frontend = FakeFrontend(Calls())
    new = frontend.declare_object("new.js", "1")

    delete_files(frontend, (DeleteObject("new.js", new.version_id, new.etag),))

    assert frontend.contents() == {}
    assert ("new.js", new.version_id) in frontend.read([new]).versions
