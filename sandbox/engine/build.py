"""Third way: built from source, with nothing but Go modules from the machine's module proxy.

Three Go modules, since their dependencies do not agree: the command line, the Python language host
and the AWS provider. The provider embeds the schema that it generates of itself: it is built,
generates, and is built again, which then is a matter of seconds.

I/O: runs `go` (which downloads modules and keeps its own caches), writes the staging folder.
"""

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sandbox.engine import recipe
from sandbox.engine.commands import Commands, Subprocesses
from sandbox.engine.compiler import compiler
from sandbox.engine.cut import cut
from sandbox.engine.errors import CommandFailedError, EngineError
from sandbox.engine.progress import Progress, Step
from sandbox.engine.verify import sdk_package, verify

_SDK_MODULE = "github.com/pulumi/pulumi/sdk/v3"
_VERSION_VARIABLE = f"{_SDK_MODULE}/go/common/version.Version"


def build(staged: Path, progress: Progress, commands: Commands | None = None) -> None:
    """Fills the staging folder with `bin` and `plugins`.

    :raises EngineError: when a step fails, with the last lines of its output.
    """
    commands = commands or Subprocesses()
    progress.say(
        "Building from source; from empty caches this takes 10 to 15 minutes on two cores."
    )
    # In the staging folder, so that an interrupted build leaves nothing elsewhere.
    work = staged / "work"
    shutil.copytree(recipe.GO_SOURCES, work)
    try:
        builder = Builder(compiler(commands, work, progress), commands, work, staged, progress)
        builder.build()
    except CommandFailedError as error:
        raise EngineError(
            f"The engine could not be built: {error}\n"
            "Is the Go module proxy reachable, and is there space on the disk? "
            "See: python -m sandbox doctor"
        ) from error
    shutil.rmtree(work)


@dataclass(frozen=True)
class Builder:
    """One build.

    :param go: the compiler.
    :param work: a copy of the Go sources.
    :param target: gets `bin` and `plugins`.
    """

    go: str
    commands: Commands
    work: Path
    target: Path
    progress: Progress

    def build(self) -> None:
        """All steps, the quick ones first: what is missing shows early."""
        (self.target / "bin").mkdir()
        (self.target / "plugins" / recipe.PLUGIN).mkdir(parents=True)
        self._language_host()
        self._command_line()
        self._provider_sources()
        self._provider()
        self._try_out()

    def _language_host(self) -> None:
        with self.progress.step(f"Python language host {recipe.LANGUAGE_HOST_VERSION}") as step:
            self._compile(
                step,
                self.work / "language-host",
                f"{_SDK_MODULE}/python/cmd/{recipe.LANGUAGE_HOST}",
                self.target / "bin" / recipe.LANGUAGE_HOST,
                f"{_VERSION_VARIABLE}={recipe.LANGUAGE_HOST_VERSION}",
            )

    def _command_line(self) -> None:
        folder = self.work / "cli"
        with self.progress.step(f"pulumi {recipe.ENGINE_VERSION}") as step:
            self._compile(
                step,
                folder,
                "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
                self.target / "bin" / "pulumi",
                f"{_VERSION_VARIABLE}={recipe.ENGINE_VERSION}",
            )
            # The program that starts a Python program must be the SDK's own version.
            sdk = self._go(folder, "list", "-m", "-f", "{{.Dir}}", _SDK_MODULE).strip()
            program = self.target / "bin" / recipe.LANGUAGE_HOST_EXEC
            shutil.copyfile(Path(sdk) / "python" / "cmd" / recipe.LANGUAGE_HOST_EXEC, program)
            program.chmod(0o755)

    def _provider_sources(self) -> None:
        with self.progress.step("AWS provider's sources") as step:
            module = f"{recipe.UPSTREAM_MODULE}@{recipe.UPSTREAM_VERSION}"
            # Outside of any module: the provider's own replaces this one by the copy.
            told = json.loads(self._go(self.target, "mod", "download", "-json", module))
            if told["Sum"] != recipe.UPSTREAM_SUM:
                raise EngineError(
                    f"{module} has the checksum {told['Sum']}, expected is {recipe.UPSTREAM_SUM}"
                )
            kept = cut(Path(told["Dir"]), self.work / "provider" / "upstream", recipe.SERVICES)
            step.note(f"{len(kept)} services kept")

    def _provider(self) -> None:
        folder = self.work / "provider"
        for generated in ("schema.json", "bridge-metadata.json"):
            (folder / generated).write_text("{}\n", "utf-8")
        with self.progress.step(f"AWS provider {recipe.PROVIDER_VERSION}") as step:
            self._compile_provider(step, folder / "generator")
        with self.progress.step("Schema of the AWS provider"):
            self._generate(folder)
        with self.progress.step("Comparison of the schema with the Python SDK"):
            verify(folder / "schema.json", sdk_package())
        with self.progress.step(f"AWS provider {recipe.PROVIDER_VERSION} with its schema") as step:
            plugin = self.target / "plugins" / recipe.PLUGIN / recipe.PLUGIN_BINARY
            self._compile_provider(step, plugin)

    def _try_out(self) -> None:
        """What was built must run before it counts as finished."""
        plugin = self.target / "plugins" / recipe.PLUGIN / recipe.PLUGIN_BINARY
        for command, expected in (
            ([str(self.target / "bin" / "pulumi"), "version"], recipe.ENGINE_VERSION),
            ([str(plugin), "--version"], recipe.PROVIDER_VERSION),
        ):
            environment = {**os.environ, "PULUMI_SKIP_UPDATE_CHECK": "1"}
            told = self.commands.run(command, environment=environment).strip().lstrip("v")
            if told != expected:
                raise EngineError(f"{command[0]} says it is {told}, expected is {expected}")

    def _compile_provider(self, step: Step, output: Path) -> None:
        version = f"main.version={recipe.PROVIDER_VERSION}"
        self._compile(step, self.work / "provider", ".", output, version)

    def _generate(self, folder: Path) -> None:
        generated = folder / "generated"
        self.commands.run(
            [
                *(str(folder / "generator"), "schema", "--out", str(generated)),
                *("--quiet", "--skip-docs", "--skip-examples"),
            ],
            folder=folder,
            environment={**os.environ, "GENERATE_SCHEMA": "1"},
        )
        for name in ("schema.json", "bridge-metadata.json"):
            (generated / name).replace(folder / name)

    def _compile(self, step: Step, folder: Path, package: str, output: Path, variable: str) -> None:
        # -s -w: without symbol tables and debug information the binaries are a third smaller.
        arguments = ["-v", "-ldflags", f"-s -w -X {variable}", "-o", str(output), package]
        self._go(folder, "build", *arguments, on_line=_counting(step))

    def _go(
        self, folder: Path, *arguments: str, on_line: Callable[[str], None] | None = None
    ) -> str:
        environment = {
            **os.environ,
            # Paths left out of the binaries let the compiler's cache serve every build folder.
            "GOFLAGS": "-mod=readonly -buildvcs=false -trimpath",
            "GOWORK": "off",
            "GOTOOLCHAIN": "local",
            # No C compiler needed.
            "CGO_ENABLED": "0",
        }
        return self.commands.run(
            [self.go, *arguments], folder=folder, environment=environment, on_line=on_line
        )


def _counting(step: Step) -> Callable[[str], None]:
    """Shows how many modules and packages went by, from what `go build -v` prints."""
    downloaded = compiled = 0

    def on_line(line: str) -> None:
        nonlocal downloaded, compiled
        if line.startswith("go: downloading "):
            downloaded += 1
        else:
            compiled += 1
        step.note(f"{downloaded} modules downloaded, {compiled} packages compiled")

    return on_line
