"""Trying what users do before a run calls its target healthy. I/O: the platform, by the port.

Source: procedure, "Business Validation"; design, step 9. Users have what the run moved already: a
check that fails takes nothing away from them, it keeps the run from saying that all is well.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from automation.core.checklist import BUSINESS, Finding
from automation.core.errors import OperatorError, UnhealthyError
from automation.runs.ports import Checks, OnProgress

# For one look. Procedure, "Validation Phase (120-180 seconds)".
LIMIT_SECONDS: Final = 60.0
# True of a look, and wrong to say in a run that moved the traffic.
_OF_A_COMMAND: Final = " Nothing was changed."


def insist_on_business(
    checks: Checks | None, versions: Mapping[str, str], environment: str, on_progress: OnProgress
) -> None:
    """Try what users do; what can't be tried is told and does not count.

    What fails is tried once more: one answer that got lost is no verdict.

    Args:
        checks: None where nobody can try.
        versions: function -> version that users get.
        environment: its name.
        on_progress: told what came of each.

    Raises:
        UnhealthyError: something that users do does not work; it says what.
    """
    first = _findings(checks, BUSINESS, versions, on_progress)
    failed_once = [finding.name for finding in _with("fail", first)]
    again = _findings(checks, failed_once, versions, on_progress) if failed_once else ()
    findings = tuple({finding.name: finding for finding in (*first, *again)}.values())
    for finding in _with("undecided", findings):
        on_progress(f"not known: {finding.name}: {finding.fact}")
    failed = _with("fail", findings)
    if failed:
        found = "; ".join(f"{finding.name}: {finding.fact}" for finding in failed)
        raise UnhealthyError(
            f"{environment} answers, but not all that users do works: {found}. "
            "The environment stays held, and neither release got a verdict."
        )


def _findings(
    checks: Checks | None,
    names: Sequence[str],
    versions: Mapping[str, str],
    on_progress: OnProgress,
) -> Sequence[Finding]:
    if checks is None:
        on_progress("not known: there is nobody here to try it as")
        return ()
    try:
        return checks.business(names, versions, LIMIT_SECONDS, on_progress)
    except OperatorError as reason:
        on_progress(f"not known: {reason.message.removesuffix(_OF_A_COMMAND)}")
        return ()


def _with(outcome: str, findings: Sequence[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.outcome == outcome]
