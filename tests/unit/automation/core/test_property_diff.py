"""What changes in a resource, in words that fit a table."""

import pytest

from automation.core.property_diff import describe_properties


@pytest.mark.parametrize(
    ("path", "old", "new", "told"),
    [
        ("memorySize", {"memorySize": 256}, {"memorySize": 512}, "memorySize: 256 → 512"),
        ("a.b", {"a": {"b": "x"}}, {"a": {"b": "y"}}, "a.b: x → y"),
        ("a[1].b", {"a": [0, {"b": 1}]}, {"a": [0, {"b": 2}]}, "a[1].b: 1 → 2"),
        ('tags["x"]', {"tags": {"x": "1"}}, {"tags": {"x": "2"}}, 'tags["x"]: 1 → 2'),
        ("on", {"on": False}, {"on": True}, "on: False → True"),
        ("new", {}, {"new": "x"}, "new: (none) → x"),
        ("gone", {"gone": "x"}, {}, "gone: x → (none)"),
        ("gone", {"gone": "x"}, None, "gone: x → (none)"),
    ],
)
def test_short_values_are_shown(
    path: str, old: dict[str, object], new: dict[str, object] | None, told: str
) -> None:
    assert describe_properties([path], old, new) == (told,)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"p": "x" * 33}, {"p": "y"}),
        ({"p": {"a": 1}}, {"p": {"a": 2}}),
        ({"p": [1]}, {"p": [2]}),
        ({"p": "same"}, {"p": "same"}),
        ({}, {}),
    ],
)
def test_anything_else_is_its_path_alone(old: dict[str, object], new: dict[str, object]) -> None:
    assert describe_properties(["p"], old, new) == ("p",)


def test_a_path_into_what_is_no_container_is_shown_as_absent() -> None:
    assert describe_properties(["a.b"], {"a": "text"}, {"a": {"b": "x"}}) == ("a.b: (none) → x",)


def test_what_the_engine_masked_stays_masked() -> None:
    old, new = {"p": "[secret]"}, {"p": "[secret]"}

    assert describe_properties(["p"], old, new) == ("p",)


def test_properties_are_sorted() -> None:
    assert describe_properties(["b", "a"], {}, {}) == ("a", "b")
