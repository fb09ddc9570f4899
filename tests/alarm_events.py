"""Events as EventBridge brings them of the platform's alarms, metric math included.

Written by the examples of the CloudWatch user guide, "Alarm events and EventBridge", with the
alarms of `components/triggers.py`. I/O: reads `tests/events`.
"""

import json
from copy import deepcopy
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

FOLDER: Final = Path(__file__).parent / "events"
NAMES: Final = tuple(sorted(path.stem for path in FOLDER.glob("*.json")))


def alarm_event(name: str = "errors-fast-alarm") -> dict[str, Any]:
    """One of the recorded events."""
    event: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return event


def at(
    event: dict[str, Any],
    since: datetime,
    *,
    environment: str = "prod",
    told_after: timedelta = timedelta(seconds=1),
) -> dict[str, Any]:
    """The event as it is when an environment's alarm changes its state at another time."""
    changed = deepcopy(event)
    name = changed["detail"]["alarmName"].replace("-prod-", f"-{environment}-")
    changed["detail"]["alarmName"] = name
    changed["resources"] = [changed["resources"][0].rpartition(":")[0] + f":{name}"]
    changed["detail"]["state"]["timestamp"] = f"{since:%Y-%m-%dT%H:%M:%S}.417+0000"
    changed["time"] = f"{since + told_after:%Y-%m-%dT%H:%M:%SZ}"
    changed["id"] = str(uuid4())
    return changed
