"""What AWS says about an environment, asked without the tool that is shown. I/O: AWS, read only."""

import json
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

import boto3

from automation.core.journal import Entry, RunRecord
from automation.core.names import ALIAS, SERVICES, frontend_bucket, function_name, ledger_table
from sandbox.demo.stage import Stage
from sandbox.identities import REGION


@dataclass(frozen=True)
class Step:
    """A step of a run as its journal has it."""

    phase: str
    title: str
    seconds: float


def client(stage: Stage, service: str) -> Any:
    """A client of a service of the stage's AWS."""
    variables = stage.people["requester"]
    return boto3.session.Session(
        aws_access_key_id=variables["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=variables["AWS_SECRET_ACCESS_KEY"],
        region_name=REGION,
    ).client(service, endpoint_url=stage.server.endpoint)  # type: ignore[call-overload]


def alias_versions(stage: Stage, environment: str) -> dict[str, str]:
    """Function name -> version that its alias points at."""
    functions = client(stage, "lambda")
    names = [function_name(service, environment) for service in SERVICES]
    return {
        name: str(functions.get_alias(FunctionName=name, Name=ALIAS)["FunctionVersion"])
        for name in names
    }


def current_files(stage: Stage, environment: str) -> dict[str, str]:
    """Key of each file that the site has now -> its version id."""
    return {
        item["Key"]: item["VersionId"]
        for item in file_versions(stage, environment)
        if item["IsLatest"]
    }


def file_versions(stage: Stage, environment: str) -> list[dict[str, Any]]:
    """Every version of every file, without delete markers."""
    pages = client(stage, "s3").get_paginator("list_object_versions")
    found = pages.paginate(Bucket=frontend_bucket(environment))
    return [item for page in found for item in page.get("Versions", ())]


def read_newest_run(stage: Stage, environment: str) -> tuple[RunRecord, tuple[Entry, ...]]:
    """The run that began last, and its journal."""
    heads = [RunRecord.model_validate_json(each) for each in _documents(stage, environment, "RUN")]
    newest = max(heads, key=lambda run: run.started_at)
    lines = _documents(stage, environment, f"RUN#{newest.run_id}")
    return newest, tuple(Entry.model_validate_json(line) for line in lines)


def read_steps(stage: Stage, environment: str, run_id: str) -> tuple[Step, ...]:
    """The steps of a run that were done, in their order, with the time that each took."""
    lines = _documents(stage, environment, f"RUN#{run_id}")
    entries = [json.loads(line) for line in lines]
    return tuple(
        Step(done["phase"], done["step"], _seconds(started, done))
        for started, done in pairwise(entries)
        if (started["state"], done["state"]) == ("started", "done")
    )


def _documents(stage: Stage, environment: str, pk: str) -> list[str]:
    """Under one key of the ledger, in their order."""
    pages = client(stage, "dynamodb").get_paginator("query")
    found = pages.paginate(
        TableName=ledger_table(environment),
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": pk}},
    )
    return [item["document"]["S"] for page in found for item in page["Items"]]


def _seconds(started: dict[str, str], done: dict[str, str]) -> float:
    at = [datetime.fromisoformat(entry["at"]) for entry in (started, done)]
    return (at[1] - at[0]).total_seconds()
