"""Real programs, started and read."""

import sys

import pytest

from sandbox.engine.commands import Subprocesses
from sandbox.engine.errors import CommandFailedError


def _python(text: str) -> list[str]:
    return [sys.executable, "-c", text]


def test_returns_stdout_and_passes_the_lines_of_stderr_on() -> None:
    lines: list[str] = []
    text = "import sys; print('out'); print('one\\ntwo', file=sys.stderr)"
    assert Subprocesses().run(_python(text), on_line=lines.append) == "out\n"
    assert lines == ["one", "two"]


def test_much_output_on_both_does_not_block() -> None:
    text = "import sys; print('x' * 10**6); print('y' * 10**6, file=sys.stderr)"
    assert len(Subprocesses().run(_python(text))) == 10**6 + 1


def test_a_failure_has_the_code_and_the_last_lines() -> None:
    text = "import sys; [print(n, file=sys.stderr) for n in range(100)]; sys.exit(3)"
    with pytest.raises(CommandFailedError) as failure:
        Subprocesses().run(_python(text))
    assert failure.value.code == 3
    assert failure.value.tail.splitlines()[-1] == "99"
    assert "50" not in failure.value.tail


def test_a_program_that_is_not_there_is_a_failure_too() -> None:
    with pytest.raises(CommandFailedError, match="no-such-program"):
        Subprocesses().run(["no-such-program"])


def test_the_environment_given_is_the_whole_environment() -> None:
    text = "import os; print(sorted(os.environ))"
    told = Subprocesses().run(_python(text), environment={"ONLY": "this"})
    assert "'ONLY'" in told
    assert "'HOME'" not in told
