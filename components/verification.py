"""The secret with the password of the user that the platform's own checks sign in as."""

from dataclasses import dataclass
from typing import final

import pulumi
import pulumi_aws as aws

from automation.core.names import verification_secret
from components.grant import Grant


@dataclass(frozen=True)
class VerificationArgs:
    """Whose checks. A deleted secret can be had back for a while where data is kept."""

    environment: str
    keep: bool


@final
class Verification(pulumi.ComponentResource):
    """A secret without a value: the checks put one there, so the stack's state never has it.

    It is no data to keep: the checks make another one wherever it is missing.
    """

    def __init__(
        self, name: str, args: VerificationArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("clinicaltrial:verification:Verification", name, None, opts)
        self.secret = aws.secretsmanager.Secret(
            f"{name}-user",
            name=verification_secret(args.environment),
            description=f"User of {args.environment} that python -m automation.verify signs in as",
            recovery_window_in_days=30 if args.keep else 0,
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.register_outputs({"secret_arn": self.secret.arn})

    @property
    def grant(self) -> Grant:
        """What the service `auth` needs, to take over a password that the checks made."""
        reading = {
            "Effect": "Allow",
            "Action": "secretsmanager:GetSecretValue",
            "Resource": self.secret.arn,
        }
        return Grant({"VERIFICATION_SECRET_ARN": self.secret.arn}, [reading])
