"""`python -m bench`: measures, writes docs/benchmark.md. I/O: a sandbox of its own, processes."""

import subprocess
import sys
import tempfile
from pathlib import Path

import click

from bench import ways
from bench.report import Figures, text
from bench.stage import SERVICES, stage_of
from sandbox import process
from sandbox.home import REPOSITORY, Home
from sandbox.ports import from_bases


@click.command()
@click.option("--files", default=1000, show_default=True, help="Objects of the site.")
@click.option("--sample", default=1000, show_default=True, help="Objects that the scripts copy.")
@click.option("--sizes", default="100,1000,10000", show_default=True, help="For the memory.")
def main(files: int, sample: int, sizes: str) -> None:
    """Measure this tool against the written procedure's scripts, on one server, in one run."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        scratch = Path(folder)
        aws = _aws_cli(REPOSITORY / ".sandbox" / "bench-aws")
        home = Home(scratch / "home")
        server = process.start(home, from_bases(0, 0))
        try:
            memory = {}
            for size in sorted({int(each) for each in sizes.split(",")} - {files}):
                with stage_of(server, home, size, scratch / str(size)) as stage:
                    click.echo(f"{size} objects", err=True)
                    memory[size] = ways.by_tool(stage)
            with stage_of(server, home, files, scratch / "main") as stage:
                click.echo("tool", err=True)
                tool = ways.by_tool(stage)
                first, made = ways.first_call(stage), ways.calls(stage)
                click.echo("written scripts", err=True)
                scripts = ways.by_scripts(stage, aws, min(sample, files))
        finally:
            process.stop(home)
    figures = Figures(
        command=f"python -m bench --files {files} --sample {sample} --sizes {sizes}",
        functions=len(SERVICES),
        files=files,
        sample=min(sample, files),
        tool=tool,
        scripts_seconds=scripts,
        first_call_seconds=first,
        calls=made,
        memory=memory | {files: tool},
    )
    (REPOSITORY / "docs" / "benchmark.md").write_text(text(figures))
    click.echo(text(figures))


def _aws_cli(venv: Path) -> Path:
    """The `aws` program in a virtual environment of its own; made once."""
    if not (venv / "bin" / "aws").exists():
        pins = Path(__file__).parent / "requirements.txt"
        subprocess.run([sys.executable, "-m", "venv", venv], check=True)
        install = ["install", "--quiet", "--require-hashes", "--requirement", str(pins)]
        subprocess.run([venv / "bin" / "python", "-m", "pip", *install], check=True)
    return venv / "bin"


if __name__ == "__main__":
    main()
