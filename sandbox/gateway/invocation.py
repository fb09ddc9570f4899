"""Runs a function version's handler in a subprocess with the version's own settings."""

import json
import logging
import os
import subprocess
import sys
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from automation.gateways.channels.addresses import SMTP
from automation.gateways.channels.addresses import VARIABLES as CHANNEL_VARIABLES
from sandbox.gateway.code import unpacked
from sandbox.identities import REGION
from sandbox.monitoring.recorder import Recorder
from sandbox.monitoring.requests import function_run
from sandbox.state import SITE_VARIABLE

RUNNER: Final = Path(__file__).with_name("runner.py")
log: Final = logging.getLogger("sandbox")


class HandlerFailedError(Exception):
    """The handler raised, ended its process, or ran past the function's time limit.

    Attributes:
        document: what Lambda answers to who invoked it: errorType and errorMessage.
    """

    def __init__(self, kind: str, text: str) -> None:
        super().__init__(f"{kind}: {text}")
        self.document = {"errorType": kind, "errorMessage": text}


class IntegrationTimeoutError(Exception):
    """The caller's time limit came before the handler's answer."""


@dataclass(frozen=True)
class Version:
    """What a published version holds: code and configuration, both as of its publication."""

    name: str
    number: str
    arn: str
    handler: str
    code: bytes
    variables: dict[str, str]
    timeout_seconds: float
    memory_mb: int


class Invoker:
    """Runs handlers; finds AWS for them at the sandbox's endpoint; measures what they do."""

    def __init__(self, endpoint: str, code_root: Path, recorder: Recorder) -> None:
        self._endpoint = endpoint
        self._code_root = code_root
        self._recorder = recorder

    def invoke(self, version: Version, event: Any, request_id: str, limit_seconds: float) -> Any:
        """The handler's result.

        Args:
            version: which code, with which settings.
            event: its first argument.
            request_id: of its context.
            limit_seconds: how long the caller waits.

        Raises:
            HandlerFailedError: see there.
            IntegrationTimeoutError: see there.
        """
        began = time.monotonic()
        failed = False
        try:
            return self._answer(version, event, request_id, limit_seconds)
        except HandlerFailedError:
            failed = True
            raise
        finally:
            milliseconds = (time.monotonic() - began) * 1000
            self._recorder.record(
                function_run(version.name, failed=failed, milliseconds=milliseconds)
            )

    def _answer(self, version: Version, event: Any, request_id: str, limit_seconds: float) -> Any:
        try:
            folder = unpacked(self._code_root, version.code)
        except zipfile.BadZipFile as error:
            raise HandlerFailedError(
                "Runtime.ImportModuleError", "its code is no zip file"
            ) from error
        call = {
            "folder": str(folder),
            "handler": version.handler,
            "event": event,
            "context": _context(version, request_id),
        }
        output = self._run(version, folder, json.dumps(call), limit_seconds)
        try:
            answer = json.loads(output)
        except ValueError as error:
            raise HandlerFailedError(
                "Runtime.ExitError", "its process ended without an answer"
            ) from error
        if "error" in answer:
            raised = answer["error"]
            raise HandlerFailedError(raised["errorType"], raised["errorMessage"])
        return answer["result"]

    def _run(self, version: Version, folder: Path, call: str, limit_seconds: float) -> str:
        try:
            done = subprocess.run(
                [sys.executable, "-I", str(RUNNER)],
                input=call,
                capture_output=True,
                encoding="utf-8",
                errors="replace",
                cwd=folder,
                env=self._variables(version),
                timeout=min(version.timeout_seconds, limit_seconds),
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            if limit_seconds < version.timeout_seconds:
                raise IntegrationTimeoutError from error
            text = f"Task timed out after {version.timeout_seconds:.2f} seconds"
            raise HandlerFailedError("Sandbox.Timedout", text) from error
        for line in done.stderr.splitlines():
            log.info("%s:%s | %s", version.name, version.number, line)
        return done.stdout

    def _variables(self, version: Version) -> dict[str, str]:
        """As Lambda sets them: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html."""
        return {
            "PATH": os.environ.get("PATH", os.defpath),
            "LANG": "C.UTF-8",
            "AWS_ENDPOINT_URL": self._endpoint,
            "AWS_ACCESS_KEY_ID": "sandbox",
            "AWS_SECRET_ACCESS_KEY": "sandbox",
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_LAMBDA_FUNCTION_NAME": version.name,
            "AWS_LAMBDA_FUNCTION_VERSION": version.number,
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(version.memory_mb),
            "_HANDLER": version.handler,
            **_sites(),
            **_channels(),
            **version.variables,
        }


def _sites() -> dict[str, str]:
    """The server's own: functions that look at the site find it here as the tool does."""
    return {name: url for name, url in os.environ.items() if name.startswith(SITE_VARIABLE)}


def _channels() -> dict[str, str]:
    """No function of the sandbox reaches a real service: where the server knows no receiver, nobody
    listens."""
    nobody = {
        name: f"{'smtp' if name == SMTP else 'http'}://127.0.0.1:1" for name in CHANNEL_VARIABLES
    }
    return {name: os.environ.get(name) or url for name, url in nobody.items()}


def _context(version: Version, request_id: str) -> dict[str, Any]:
    return {
        "function_name": version.name,
        "function_version": version.number,
        "invoked_function_arn": version.arn,
        "memory_limit_in_mb": str(version.memory_mb),
        "aws_request_id": request_id,
        "timeout_seconds": version.timeout_seconds,
    }
