"""`python -m bench`: measures, writes docs/benchmark.md. I/O: sandboxes of its own, processes."""

import os
import platform
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from bench import checkout, requests, ways
from bench.aws_cli import folder_of_aws
from bench.figures import Figures
from bench.report import text
from bench.stage import SERVICES, Stage, stage_of
from sandbox import process
from sandbox.home import REPOSITORY, Home
from sandbox.ports import from_bases


@click.command()
@click.option("--files", default=1000, show_default=True, help="Objects of the site.")
@click.option("--sample", default=100, show_default=True, help="Objects that the scripts copy.")
@click.option("--small", default=100, show_default=True, help="Objects of a small site.")
@click.option("--large", default=10_000, show_default=True, help="Objects of a large site.")
def main(files: int, sample: int, small: int, large: int) -> None:
    """Measure this tool against the written scripts and against `pulumi up`."""
    load = os.getloadavg()[0]
    aws = folder_of_aws()
    with staged(small) as stage:
        _say(f"{small:,} objects: this tool, and its requests")
        by_small, calls_of_small = ways.by_tool(stage), requests.calls(stage)
    with staged(files) as stage:
        _say(f"{files:,} objects: this tool, its requests, its first one")
        tool, calls_of_files = ways.by_tool(stage), requests.calls(stage)
        first = requests.first_call(stage)
        _say(f"written scripts, {len(SERVICES)} functions and {sample} objects")
        scripts = ways.by_scripts(stage, aws, sample)
        _say(f"{tool} {first} {scripts} {calls_of_small} {calls_of_files}")
    _say("the demo's platform: checkout and pulumi up, this tool")
    engine = checkout.measure()
    _say(f"{engine}")
    with staged(large) as stage:
        _say(f"{large:,} objects: this tool")
        by_large = ways.by_tool(stage)
    figures = Figures(
        command=f"python -m bench --files {files} --sample {sample} "
        f"--small {small} --large {large}",
        machine=_machine(load),
        functions=len(SERVICES),
        files=files,
        tool=tool,
        scripts=scripts,
        first_call=first,
        calls={small: calls_of_small, files: calls_of_files},
        by_size={small: by_small, files: tool, large: by_large},
        engine=engine,
    )
    written = text(figures)
    (REPOSITORY / "docs" / "benchmark.md").write_text(written)
    click.echo(written)


@contextmanager
def staged(files: int) -> Iterator[Stage]:
    """A platform of a size, on a server of its own that goes with it."""
    _say(f"{files:,} objects: two releases go out")
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        home = Home(Path(folder) / "home")
        server = process.start(home, from_bases(0, 0))
        try:
            yield stage_of(server, home, files, Path(folder) / "stage")
        finally:
            process.stop(home)


def _machine(load: float) -> str:
    return (
        f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, "
        f"load {load:.1f} at the beginning and {os.getloadavg()[0]:.1f} at the end"
    )


def _say(text: str) -> None:
    click.echo(text, err=True)


if __name__ == "__main__":
    main()
