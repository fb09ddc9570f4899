"""The role that API Gateway writes logs with, for all APIs of an account and region."""

import json
from typing import final

import pulumi
import pulumi_aws as aws

_RIGHTS = "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"


@final
class ApiAccount(pulumi.ComponentResource):
    """There is one such role an account and region, so one stack at most may own it.

    Source: API Gateway Developer Guide, "Set up CloudWatch logging for REST APIs".
    """

    def __init__(self, name: str, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("clinicaltrial:api:ApiAccount", name, None, opts)
        self._child = pulumi.ResourceOptions(parent=self)
        self.role = self._create_role(name)
        self.rights = self._grant(name)
        self.account = self._set(name)
        self.register_outputs({"role_arn": self.role.arn})

    def _create_role(self, name: str) -> aws.iam.Role:
        trust = {
            "Effect": "Allow",
            "Principal": {"Service": "apigateway.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
        return aws.iam.Role(
            f"{name}-role",
            assume_role_policy=json.dumps({"Version": "2012-10-17", "Statement": [trust]}),
            opts=self._child,
        )

    def _grant(self, name: str) -> aws.iam.RolePolicyAttachment:
        return aws.iam.RolePolicyAttachment(
            f"{name}-rights", role=self.role.name, policy_arn=_RIGHTS, opts=self._child
        )

    def _set(self, name: str) -> aws.apigateway.Account:
        return aws.apigateway.Account(
            f"{name}-setting",
            cloudwatch_role_arn=self.role.arn,
            opts=pulumi.ResourceOptions(parent=self, depends_on=[self.rights]),
        )
