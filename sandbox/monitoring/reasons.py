"""Why an alarm changed its state, in words and as a document. Pure.

The document is the one that CloudWatch gives as StateReasonData, the words say the same in ours:
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
"""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sandbox.monitoring.alarm import COMPARISONS, Alarm
from sandbox.monitoring.evaluation import ALARM, INSUFFICIENT_DATA, Judgement

# The moment at which the period of so many periods ago began.
Begin = Callable[[int], datetime]


def timestamp(moment: datetime) -> str:
    """A moment as CloudWatch writes it into events."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}+0000"


def reason(alarm: Alarm, judgement: Judgement, begin: Begin) -> str:
    """One sentence with the data points."""
    if judgement.state == INSUFFICIENT_DATA:
        return f"Insufficient Data: {judgement.filled} data points are missing."
    points = ", ".join(
        f"{point.value} ({begin(point.age):%d/%m/%y %H:%M:%S})"
        for point in reversed(judgement.judged)
    )
    missing = f"; {judgement.filled} missing, taken as {alarm.missing}" if judgement.filled else ""
    crossed = "crossed" if judgement.state == ALARM else "not crossed"
    return (
        f"Threshold {crossed}: the last {len(judgement.judged)} data points [{points}]{missing}; "
        f"{alarm.breaches} of {alarm.periods} {COMPARISONS[alarm.comparison]} the threshold "
        f"({alarm.threshold}) make an alarm."
    )


def reason_data(alarm: Alarm, judgement: Judgement, begin: Begin, now: datetime) -> str:
    """The data points as a document."""
    points = judgement.judged
    document: dict[str, Any] = {"version": "1.0", "queryDate": timestamp(now)}
    if points:
        document["startDate"] = timestamp(begin(points[0].age))
    if not alarm.is_math:
        document["statistic"] = alarm.queries[0].stat
    document |= {
        "period": alarm.period,
        "recentDatapoints": [point.value for point in points],
        "threshold": alarm.threshold,
        "evaluatedDatapoints": [
            {"timestamp": timestamp(begin(point.age)), "value": point.value}
            for point in reversed(points)
        ],
    }
    return json.dumps(document, separators=(",", ":"))
