"""One service: a published version behind its alias."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import final

import pulumi
import pulumi_aws as aws

from automation.core.names import ALIAS
from components.lambda_function import LambdaFunction, LambdaFunctionArgs


@dataclass(frozen=True)
class FunctionArgs(LambdaFunctionArgs):
    """What one service's function is made of; users get it after all of `after` is done."""

    pinned_version: str | None = None
    after: Sequence[pulumi.Resource] = ()


@final
class Function(LambdaFunction):
    """Function, alias, role, log group and dead-letter queue of one service."""

    def __init__(
        self, name: str, args: FunctionArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("clinicaltrial:functions:Function", name, args, opts)
        self.alias = self._create_alias(name, args)
        self.code_sha256 = self._live_code(args)
        self.register_outputs(
            {"name": self.function.name, "alias_version": self.alias.function_version}
        )

    def _create_alias(self, name: str, args: FunctionArgs) -> aws.lambda_.Alias:
        """A pinned alias keeps the version that a rollback moved it to."""
        return aws.lambda_.Alias(
            f"{name}-alias",
            name=ALIAS,
            description="What users are served",
            function_name=self.function.name,
            function_version=args.pinned_version or self.function.version,
            opts=pulumi.ResourceOptions(parent=self, depends_on=list(args.after)),
        )

    def _live_code(self, args: FunctionArgs) -> pulumi.Output[str]:
        """Digest of the code behind the alias, which is not the newest while it is pinned."""
        if args.pinned_version is None:
            return pulumi.Output.from_input(self.function.code_sha256)
        pinned = aws.lambda_.get_function_output(
            function_name=self.function.name,
            qualifier=args.pinned_version,
            opts=pulumi.InvokeOutputOptions(parent=self),
        )
        return pulumi.Output.from_input(pinned.code_sha256)
