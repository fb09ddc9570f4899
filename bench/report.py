"""The table of docs/benchmark.md. No I/O but the machine's description."""

import os
import platform
from collections.abc import Mapping
from dataclasses import dataclass

from bench.ways import Timed


@dataclass(frozen=True)
class Figures:
    """What was measured in one run.

    Attributes:
        sample: how many of the files the scripts copied; the rest is scaled.
        calls: requests of the tool that change something, and the others.
        memory: objects -> a rollback of that size.
    """

    command: str
    functions: int
    files: int
    sample: int
    tool: Timed
    scripts_seconds: float
    first_call_seconds: float
    calls: tuple[int, int]
    memory: Mapping[int, Timed]

    @property
    def scaled_seconds(self) -> float:
        """The scripts' time for all files: each call takes the same, in sequence."""
        entries = 2 * self.functions + self.sample + 2
        return self.scripts_seconds * (entries + self.files - self.sample) / entries


def text(figures: Figures) -> str:
    """The document."""
    tool, scripts = figures.tool, figures.scaled_seconds
    changing, reading = figures.calls
    how = (
        "all measured"
        if figures.sample == figures.files
        else f"**scaled** from {figures.sample} objects, {figures.scripts_seconds:.0f} s measured"
    )
    rows = [
        ("written scripts, `aws` CLI", f"{scripts:.0f} s ({how})"),
        (
            "this tool, typed command to the end, three health passes included",
            f"{tool.seconds:.1f} s",
        ),
        ("this tool, start of the run to the end of the traffic", f"{tool.traffic_seconds:.1f} s"),
        ("ratio, everything included", f"{scripts / tool.seconds:.0f} x"),
        (
            "ratio, traffic alone (the scripts verify nothing)",
            f"{scripts / tool.traffic_seconds:.0f} x",
        ),
        ("typing to the first AWS call", f"{figures.first_call_seconds:.2f} s"),
        ("calls that change something, an object", f"{changing / figures.files:.2f}"),
        ("all calls, an object", f"{(changing + reading) / figures.files:.2f}"),
    ]
    table = "\n".join(f"| {name} | {value} |" for name, value in rows)
    memory = "\n".join(
        f"| {size:,} | {each.peak_bytes / 1024**2:.0f} MiB | {each.seconds:.1f} s |"
        for size, each in sorted(figures.memory.items())
    )
    return f"""# Benchmark

Written by `{figures.command}` (`make bench`), on {os.cpu_count()} cores,
Python {platform.python_version()}. Both ways back ran against the same local server in the same
run: {figures.functions} functions and {figures.files:,} objects, all of which differ. The server
answers from this machine, so AWS's own latency is in no figure.

| | |
|---|---|
{table}

| objects | peak memory of the tool | whole command |
|---|---|---|
{memory}

Bars: 60 times faster than the scripts, everything included; the first call in less than a second.
`git checkout` and `pulumi up` are not measured here yet.
"""
