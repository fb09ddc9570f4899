"""A Pulumi engine in memory that records every resource which a program declares."""

import asyncio
import contextvars
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pulumi
from pulumi.runtime import MockResourceArgs, Mocks, mocks, test
from pulumi.runtime.mocks import MockCallArgs, MockMonitor

ACCOUNT = "123456789012"


@dataclass(frozen=True)
class Declared:
    """One resource as the engine was asked to register it."""

    type: str
    name: str
    inputs: dict[str, Any]
    parent: str
    protect: bool
    retain_on_delete: bool
    depends_on: tuple[str, ...]


@dataclass
class _Answers(Mocks):
    """What AWS would answer: the inputs again, an id, and an ARN that names the resource."""

    outputs: dict[str, dict[str, Any]] = field(default_factory=dict)
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def new_resource(self, args: MockResourceArgs) -> tuple[str | None, dict[str, Any]]:
        made = {
            "arn": f"arn:aws:test::{ACCOUNT}:{args.name}",
            "region": "us-east-1",
            "bucket": args.inputs.get("bucket", args.name),
            **args.inputs,
            **self.outputs.get(args.typ, {}),
        }
        return f"{args.name}-id", made

    def call(self, args: MockCallArgs) -> tuple[dict[str, Any], list[tuple[str, str]] | None]:
        self.calls.append((args.token, dict(args.args)))
        return {"codeSha256": f"sha-of-{args.args.get('qualifier')}"}, []


class _Monitor(MockMonitor):
    """Keeps what the mocks do not see: parents, options and dependencies."""

    def __init__(self, answers: Mocks) -> None:
        super().__init__(answers)
        self.declared: list[Declared] = []

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802 - the engine's own name
        inputs = pulumi.runtime.rpc.deserialize_properties(request.object, keep_unknowns=True)
        self.declared.append(
            Declared(
                type=request.type,
                name=request.name,
                inputs={key: pulumi.runtime.rpc.unwrap_rpc_secret(inputs[key]) for key in inputs},
                parent=request.parent.rpartition("::")[2],
                protect=request.protect,
                retain_on_delete=request.retainOnDelete,
                depends_on=tuple(urn.rpartition("::")[2] for urn in request.dependencies),
            )
        )
        return super().RegisterResource(request)  # type: ignore[no-untyped-call]


class Program:
    """Runs a piece of a program and answers what it declared."""

    def __init__(self) -> None:
        self._answers = _Answers(
            {
                "aws:lambda/function:Function": {"version": "7", "codeSha256": "sha-of-newest"},
                "aws:lambda/alias:Alias": {"invokeArn": "arn:aws:apigateway:invoke"},
                "aws:s3/bucketObjectv2:BucketObjectv2": {"versionId": "v1", "etag": '"e1"'},
                "aws:rds/cluster:Cluster": {
                    "endpoint": "db.test",
                    "port": 5432,
                    "clusterResourceId": "cluster-1",
                    "masterUserSecrets": [{"secretArn": "arn:aws:secretsmanager:rds"}],
                },
                "aws:lambda/invocation:Invocation": {
                    "result": '{"head": 4, "own_head": 3, "needs_code_of": 2, "applied": []}'
                },
                "aws:cloudfront/distribution:Distribution": {"domainName": "d1.cloudfront.test"},
                "aws:ec2/vpc:Vpc": {"defaultRouteTableId": "main-routes"},
                "aws:ec2/vpcEndpoint:VpcEndpoint": {"prefixListId": "pl-s3"},
                "aws:apigateway/restApi:RestApi": {"rootResourceId": "root"},
            }
        )
        self._monitor = _Monitor(self._answers)
        self.outputs: dict[str, Any] = {}

    def run(
        self,
        declare: Callable[[], Any],
        config: dict[str, str] | None = None,
        stack: str = "dev",
        preview: bool = False,
    ) -> "Program":
        """Run a piece of a program to its end; outputs that it returns are in `outputs`.

        Args:
            declare: the piece; it may return a mapping of outputs.
            config: values of the project, without its namespace.
            stack: name of the stack.
            preview: whether this is a preview.
        """
        # A context of its own: Pulumi keeps its root resource and settings in context variables.
        contextvars.Context().run(self._run, declare, config or {}, stack, preview)
        return self

    def _run(
        self, declare: Callable[[], Any], config: dict[str, str], stack: str, preview: bool
    ) -> None:
        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
        mocks.set_mocks(
            self._answers,
            project="clinical-trial",
            stack=stack,
            preview=preview,
            monitor=self._monitor,
        )
        values = {f"clinical-trial:{key}": value for key, value in config.items()}
        pulumi.runtime.set_all_config(values, [])
        try:
            program = test(  # type: ignore[no-untyped-call]
                lambda: pulumi.Output.from_input(declare() or {}).apply(self.outputs.update)
            )
            program()
        finally:
            loop.close()

    @property
    def calls(self) -> list[tuple[str, dict[str, Any]]]:
        """Data sources that were asked."""
        return self._answers.calls

    def all(self, kind: str) -> list[Declared]:
        """All resources of a type, named by its end: `Bucket`, `Alarms`."""
        return [made for made in self._monitor.declared if made.type.rpartition(":")[2] == kind]

    def one(self, kind: str, name: str | None = None) -> Declared:
        """The only resource of a type, or the one with the name.

        Raises:
            ValueError: there is another number of them.
        """
        (found,) = [made for made in self.all(kind) if name in (None, made.name)]
        return found

    def names(self, kind: str) -> list[str]:
        """Names of all resources of a type, sorted."""
        return sorted(made.name for made in self.all(kind))

    def children(self, parent: str) -> list[str]:
        """Types of all direct children of a resource, sorted, with the names that they have."""
        return sorted(
            f"{made.type} {made.name}" for made in self._monitor.declared if made.parent == parent
        )
