"""What two records have otherwise."""

from automation.core.release import Toolchain
from automation.core.release_diff import Change, diff_releases
from tests.builders import COMMIT_A, COMMIT_B, frontend_object, function_release, release


def test_a_release_differs_from_itself_in_nothing() -> None:
    one = release(objects=[frontend_object()])
    found = diff_releases(one, one)

    parts = (found.functions, found.files, found.settings, found.toolchain, found.schema)
    assert parts == ((), (), (), (), ())


def test_functions_are_compared_by_code() -> None:
    earlier = release(functions=[function_release("api", "1"), function_release("auth", "1")])
    later = release(
        functions=[
            function_release("api", "2", code=earlier.functions[0].code_sha256),
            function_release("files", "1"),
        ]
    )

    found = diff_releases(earlier, later).functions

    assert found == (Change("auth", "1", None), Change("files", None, "1"))


def test_files_are_compared_by_contents() -> None:
    earlier = release(
        objects=[frontend_object("a.js", "1"), frontend_object("b.js"), frontend_object("c.js")]
    )
    same = frontend_object("c.js", "new version", body="c.js v1")
    later = release(objects=[frontend_object("a.js", "2"), same, frontend_object("d.js")])

    found = diff_releases(earlier, later).files

    assert found == (("a.js", "changed"), ("b.js", "removed"), ("d.js", "added"))


def test_settings_schema_and_toolchain_tell_both_sides() -> None:
    earlier = release(COMMIT_A)
    later = release(COMMIT_B, settings_digest="other", schema=(4, 1, 4)).model_copy(
        update={"toolchain": Toolchain(pulumi="3.260.0", provider="7.32.0")}
    )

    found = diff_releases(earlier, later)

    assert found.settings == (Change("digest", "settings", "other"),)
    assert found.schema == (Change("head", "3", "4"), Change("works with", "1 to 3", "1 to 4"))
    assert found.toolchain == (Change("pulumi", "3.259.0", "3.260.0"),)
