"""A tiny stack on a sandbox of its own, whose state tests can ruin. I/O: engine, files, S3.

A topic, a parameter that needs it and a secret one: what is ruined is the state, whatever it is of,
and the whole platform would take minutes.
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sandbox import process
from sandbox.demo.command import Ran
from sandbox.demo.stage import COLUMNS, Stage
from sandbox.demo.workshop import Workshop
from sandbox.environment import process_environment
from sandbox.home import REPOSITORY, Home
from sandbox.identities import IDENTITIES
from sandbox.ports import from_bases
from tests.functional.automation.miniature import records
from tests.functional.sandbox.clients import Clients

SECRET: Final = "state-canary-7d1f"
BUCKET: Final = "clinical-trial-states"
_PROJECT: Final = "name: clinical-trial\nruntime: python\n"
_PROGRAM: Final = f'''
import pulumi
import pulumi_aws as aws

name = pulumi.get_stack()
aws_ = aws.Provider("aws", region="us-east-1", skip_requesting_account_id=True,
                    skip_credentials_validation=True, skip_metadata_api_check=True, max_retries=2)
known = pulumi.ResourceOptions(provider=aws_)
topic = aws.sns.Topic("topic", name=f"state-{{name}}", opts=known)
aws.ssm.Parameter("secret", name=f"/{{name}}/secret", type="SecureString",
                  value=pulumi.Output.secret("{SECRET}"), opts=known)
'''
_PARAMETER: Final = """
aws.ssm.Parameter("reader", name=f"/{name}/topic", type="String", value=topic.arn, opts=known)
"""
_QUEUE: Final = """
aws.sqs.Queue("queue", name=f"state-{name}", opts=known)
"""


@contextmanager
def state_stage(folder: Path) -> Iterator[Stage]:
    """A sandbox and an empty project; both go at the end."""
    home = Home(folder / "home")
    repository = folder / "repository"
    repository.mkdir()
    shop = Workshop(repository)
    shop.git("init", "--quiet", "--initial-branch", "main")
    temporary = folder / "temporary"
    temporary.mkdir()
    try:
        server = process.start(home, from_bases(0, 0))
        shell = {
            "COLUMNS": COLUMNS,
            "NO_COLOR": "1",
            "PYTHONUNBUFFERED": "1",
            "PYTHONPATH": str(REPOSITORY),
            "TMPDIR": str(temporary),
        }
        people = {who: process_environment(who, home) | shell for who in IDENTITIES}
        yield Stage(server, home, shop, people)
    finally:
        process.stop(home)


@dataclass(frozen=True)
class Place:
    """One stack with two updates, and where its state lies."""

    stage: Stage
    environment: str
    clients: Clients
    in_bucket: bool

    def state(self, *arguments: str) -> Ran:
        """`python -m automation.state`, in this stack's backend."""
        command = ("python", "-m", "automation.state", self.environment, *arguments)
        return self.stage.run(*command, variables=self.variables)

    def pulumi(self, *arguments: str) -> Ran:
        """The engine."""
        command = ("pulumi", *arguments, "--stack", self.environment, "--non-interactive")
        return self.stage.run(*command, variables=self.variables)

    @property
    def variables(self) -> dict[str, str]:
        """What a shell needs to find the state."""
        url = f"s3://{BUCKET}?region=us-east-1" if self.in_bucket else ""
        return {"PULUMI_BACKEND_URL": url} if url else {}

    def read(self) -> bytes:
        """The state's file, past every tool."""
        if not self.in_bucket:
            return (self.stage.home.backend / self._key).read_bytes()
        return bytes(self.clients.s3.get_object(Bucket=BUCKET, Key=self._key)["Body"].read())

    def write(self, content: bytes) -> None:
        """Ruin it by hand."""
        if self.in_bucket:
            self.clients.s3.put_object(Bucket=BUCKET, Key=self._key, Body=content)
        else:
            (self.stage.home.backend / self._key).write_bytes(content)

    def checkpoint(self) -> dict[str, Any]:
        """The state, read."""
        latest: dict[str, Any] = json.loads(self.read())["checkpoint"]["latest"]
        return latest

    def forget(self, name: str) -> None:
        """Cut a resource out of the state, as a hand would, with all that points to it left."""
        document = json.loads(self.read())
        latest = document["checkpoint"]["latest"]
        kept = [each for each in latest["resources"] if not each["urn"].endswith(f"::{name}")]
        assert len(kept) == len(latest["resources"]) - 1
        latest["resources"] = kept
        self.write(json.dumps(document).encode())

    @property
    def _key(self) -> str:
        return f".pulumi/stacks/clinical-trial/{self.environment}.json"


def in_files(stage: Stage) -> Place:
    """A stack in the file backend, its secrets by a passphrase."""
    return _deployed(Place(stage, "dev", _clients(stage), in_bucket=False))


def in_bucket(stage: Stage) -> Place:
    """A stack in the S3 backend, its secrets by a key of KMS."""
    clients = _clients(stage)
    clients.s3.create_bucket(Bucket=BUCKET)
    key = clients.of("kms").create_key()["KeyMetadata"]["KeyId"]
    provider = f"awskms://{key}?region=us-east-1"
    place = Place(stage, "staging", clients, in_bucket=True)
    return _deployed(place, "--secrets-provider", provider)


def add_queue(place: Place) -> None:
    """A commit with a resource whose creation takes half a minute: time to kill the engine."""
    program = place.stage.workshop.folder / "__main__.py"
    program.write_text(_PROGRAM + _PARAMETER + _QUEUE)
    place.stage.workshop.commit("Add a queue")


def _deployed(place: Place, *options: str) -> Place:
    records.create(place.clients, place.environment)
    shop = place.stage.workshop
    (shop.folder / "Pulumi.yaml").write_text(_PROJECT)
    shutil.copy(REPOSITORY / "requirements.txt", shop.folder)
    _succeed(place.pulumi("stack", "init", *options))
    for program, subject in ((_PROGRAM, "A topic"), (_PROGRAM + _PARAMETER, "Its reader")):
        (shop.folder / "__main__.py").write_text(program)
        shop.commit(subject)
        _succeed(place.pulumi("up", "--yes", "--skip-preview"))
    return place


def _succeed(ran: Ran) -> None:
    assert ran.code == 0, ran.said


def _clients(stage: Stage) -> Clients:
    variables = stage.people["requester"]
    key, secret = variables["AWS_ACCESS_KEY_ID"], variables["AWS_SECRET_ACCESS_KEY"]
    return Clients(stage.server.endpoint, key, secret)
