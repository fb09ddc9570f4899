"""The text of docs/benchmark.md. Pure."""

from collections.abc import Iterable
from typing import Final

from bench.figures import MEBIBYTE, Engine, Figures

SCRIPTS_BAR: Final = 60.0
CHECKOUT_BAR: Final = 10.0
FIRST_CALL_BAR: Final = 1.0


def text(figures: Figures) -> str:
    """The document."""
    engine = figures.engine
    return f"""# Benchmark

Written by `make bench` (`{figures.command}`)
on {figures.machine}.
All of it is one run. What is compared ran against one local server, which shares the machine with
what is measured: AWS's own latency is in no figure, and the server's work is in all of them.

## The written scripts and this tool

{figures.functions} functions and {figures.files:,} objects, all of which differ. The scripts are
the written procedure's commands, one `aws` process (version 1, which pip installs) after the other;
of its checks they make one, that each alias is where it was put.

{_table(("", "time"), _scripts_rows(figures))}

## `git checkout` with `pulumi up` and this tool

The demo's platform: {engine.functions} functions, of which two differ, {engine.files} files, the
infrastructure of `dev`, the real engine and AWS provider. Users are served once a client that asks
for the page, its files and the health answer gets all of them, and from then on.

{_table(("", "users served after", "command ended after"), _engine_rows(engine))}

## Start and requests

{_table(("", ""), _requests_rows(figures))}

## Memory

{_table(("objects", "peak memory", "whole command"), _size_rows(figures))}

## Bars

{_table(("bar", "measured", ""), _bar_rows(figures))}

{_meaning(figures)}
"""


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _scripts_rows(figures: Figures) -> list[tuple[str, str]]:
    tool, scripts = figures.tool, figures.scripts
    scaled = scripts.sample < figures.files
    label = (
        f", **scaled** from {scripts.sample} objects ({scripts.measured_seconds:.0f} s measured)"
        if scaled
        else ""
    )
    return [
        (f"written scripts{label}", f"{scripts.seconds(figures.files):.0f} s"),
        ("of it functions (measured)", f"{scripts.functions_seconds:.0f} s"),
        ("of it the cache, emptied and waited for (measured)", f"{scripts.cache_seconds:.0f} s"),
        ("this tool, from typing to its end, verification included", _seconds(tool.seconds)),
        ("of it start, reading and planning, twice", _seconds(tool.moving_seconds)),
        ("of it moving the traffic", _seconds(tool.moved_seconds - tool.moving_seconds)),
        ("of it verifying and closing", _seconds(tool.seconds - tool.moved_seconds)),
        ("scripts against the whole command", f"{figures.ratio:.0f} times"),
        ("scripts against typing to traffic moved", f"{figures.moved_ratio:.0f} times"),
        ("scripts against the moving alone, like for like", f"{figures.moving_ratio:.0f} times"),
    ]


def _engine_rows(engine: Engine) -> list[tuple[str, str, str]]:
    return [
        (
            "`git checkout` and `pulumi up`",
            _seconds(engine.checkout_served),
            _seconds(engine.checkout_ended),
        ),
        (
            "this tool, `--traffic-only`",
            _seconds(engine.traffic_served),
            _seconds(engine.traffic_ended),
        ),
        ("`reconcile` after it", "", _seconds(engine.reconcile_ended)),
    ]


def _requests_rows(figures: Figures) -> list[tuple[str, str]]:
    first = figures.first_call
    counted = [
        (f"requests with {size:,} objects", f"{each.changing} changing, {each.reading} others")
        for size, each in sorted(figures.calls.items())
    ]
    return [
        ("typing to the first AWS call, median of five", f"{first.seconds:.2f} s"),
        ("`python -c pass` meanwhile, median of five", f"{first.idle_seconds:.2f} s"),
        *counted,
        ("changing requests for one object more", f"{figures.changing_calls_an_object:.3f}"),
        ("other requests for one object more", f"{figures.reading_calls_an_object:.3f}"),
    ]


def _size_rows(figures: Figures) -> list[tuple[str, str, str]]:
    return [
        (f"{size:,}", f"{each.peak_bytes / MEBIBYTE:.0f} MiB", _seconds(each.seconds))
        for size, each in sorted(figures.by_size.items())
    ]


def _bar_rows(figures: Figures) -> list[tuple[str, str, str]]:
    engine, first = figures.engine, figures.first_call.seconds
    return [
        (
            f"{SCRIPTS_BAR:.0f} times faster than the scripts, all checks included",
            f"{figures.ratio:.0f} times",
            _verdict(figures.ratio >= SCRIPTS_BAR),
        ),
        (
            f"users served {CHECKOUT_BAR:.0f} times sooner than by checkout and `pulumi up`",
            f"{engine.served_ratio:.1f} times",
            _verdict(engine.served_ratio >= CHECKOUT_BAR),
        ),
        (
            f"first AWS call in less than {FIRST_CALL_BAR:.0f} s",
            f"{first:.2f} s",
            _verdict(first < FIRST_CALL_BAR),
        ),
    ]


def _verdict(met: bool) -> str:
    return "met" if met else "**missed**"


def _meaning(figures: Figures) -> str:
    tool, engine = figures.tool, figures.engine
    beside = tool.seconds - (tool.moved_seconds - tool.moving_seconds)
    up = engine.checkout_ended
    budget = figures.scripts.seconds(figures.files) / SCRIPTS_BAR
    both = engine.traffic_ended + engine.reconcile_ended
    return f"""\
The tool is faster because one process makes its calls 32 at a time over connections that stay
open, where the scripts start an interpreter for each. What it does besides does not shrink with
that, and is {beside:.1f} s of {tool.seconds:.1f} s: it reads everything twice (the plan is checked
again under the lease), asks page and health paths three times with two seconds between (4 s of
pauses), reads functions and files again before the verdict, and writes journal and audit. A quicker
verification would raise the first ratio and prove less: {SCRIPTS_BAR:.0f} times is {budget:.1f} s
for everything. Against `pulumi up`, the site is so small
that the engine's fixed cost is what is seen, and only what users wait for is sooner: traffic and
`reconcile` together take {both:.0f} s, where a plain `pulumi up` takes {up:.0f} s, since
`reconcile` previews, applies, and proves that nothing is left."""


def _seconds(value: float) -> str:
    return f"{value:.1f} s"
