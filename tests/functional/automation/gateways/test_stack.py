"""The stack gateway where there is no engine; with one it is tested end to end."""

from pathlib import Path

import pytest

from automation.core.errors import EngineError
from automation.gateways.stack import StackGateway
from automation.gateways.workspace import Workspace

pytestmark = pytest.mark.functional


def test_without_an_engine_the_ways_on_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    workspace = Workspace(
        folder=tmp_path,
        python_bin=tmp_path,
        plan_file=tmp_path / "plan.json",
        settings_file=tmp_path / "Pulumi.prod.yaml",
        settings_digest="",
    )

    with pytest.raises(EngineError, match="not on PATH") as missing:
        StackGateway(workspace, "prod", "run-1")

    assert "--traffic-only" in (missing.value.next_command or "")
