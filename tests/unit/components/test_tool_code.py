"""The archive of the rollback's function: what it needs, for the platform that it runs on."""

import ast
from pathlib import Path

import pytest

from components import tool_code, wheels

ROOT = Path(__file__).parents[3]
PINS = (ROOT / "requirements.txt").read_text("utf-8")
# What only a person's machine has, and what the archive therefore must not ask for.
ABSENT = ("pulumi", "pulumi_aws", "click", "rich", "humanize", "yaml", "jinja2", "pg8000")


@pytest.fixture
def modules() -> list[str]:
    return [path.as_posix() for path in tool_code.modules(ROOT, tool_code.ROLLBACK.module)]


def imported(path: str) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse((ROOT / path).read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found


def test_holds_the_handler_and_all_that_it_imports(modules: list[str]) -> None:
    assert {
        "automation/__init__.py",
        "automation/handlers/__init__.py",
        "automation/handlers/alarm.py",
        "automation/runs/rollback.py",
        "automation/gateways/ledger.py",
        "automation/core/automatic.py",
    } <= set(modules)


def test_leaves_out_what_needs_the_engine_a_terminal_or_git(modules: list[str]) -> None:
    assert "automation/gateways/stack.py" not in modules
    assert "automation/rollback.py" not in modules
    assert not [path for path in modules if path.startswith("automation/terminal/")]
    assert not {name for path in modules for name in imported(path)} & set(ABSENT)


def test_finds_modules_however_they_are_imported(tmp_path: Path) -> None:
    package = tmp_path / "automation"
    (package / "inner").mkdir(parents=True)
    for name in ("__init__.py", "inner/__init__.py", "inner/named.py", "whole.py", "other.py"):
        (package / name).write_text("")
    (package / "start.py").write_text(
        "import automation.whole\nfrom automation.inner import named\nimport json\n"
    )

    found = tool_code.modules(tmp_path, "automation.start")

    assert [path.relative_to("automation").as_posix() for path in found] == [
        *("__init__.py", "inner/__init__.py", "inner/named.py", "start.py", "whole.py")
    ]


def test_a_compiled_package_is_pinned_with_its_digests() -> None:
    pin = wheels.pin_of("pydantic-core", PINS)

    assert pin.startswith("pydantic-core==")
    assert pin.count("--hash=sha256:") > 1
    assert "#" not in pin
    assert pin.count("==") == 1


def test_a_package_without_a_pin_is_not_fetched() -> None:
    with pytest.raises(wheels.WheelMissingError, match="pins no left-pad"):
        wheels.pin_of("left-pad", PINS)


def test_the_command_takes_the_pinned_file_of_lambdas_platform_only(tmp_path: Path) -> None:
    command = wheels.command_for(tmp_path / "requirement.txt", tmp_path)

    for word in ("--require-hashes", "--no-deps", "--only-binary", "3.13"):
        assert word in command
    assert [word for word in command if "aarch64" in word] == list(wheels.PLATFORMS)


def test_what_is_in_the_cache_is_not_fetched_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    with pytest.raises(wheels.WheelMissingError, match="make python"):
        wheels.unpacked("pydantic-core", ROOT / "requirements.txt")
    assert list((tmp_path / "clinical-trial" / "wheels").iterdir()) == []


def test_everything_that_the_libraries_need_is_carried_too() -> None:
    """Read from the packages themselves: a new dependency of pydantic's fails here."""
    from importlib.metadata import distribution

    needed, waiting = set(), ["pydantic"]
    while waiting:
        name = waiting.pop()
        needed.add(name)
        for line in distribution(name).requires or ():
            if "extra ==" not in line:
                wanted = line.partition(";")[0].split("=")[0].split(">")[0].strip()
                waiting += [wanted] if wanted not in needed else []
    assert {name.replace("_", "-").lower() for name in needed} == {
        *tool_code.ROLLBACK.libraries,
        *wheels.COMPILED,
    }
