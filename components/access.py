"""Roles that the workflows work with, and GitHub as a provider of identities.

An administrator deploys a change of them: the role that deploys can't change its own rights.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, final

import pulumi
import pulumi_aws as aws

from automation.core.names import PROJECT
from automation.core.notification_settings import NotificationSettings
from components import access_policies as policies
from components import telling_policy
from components.access_policies import Parts, Place, Statement
from components.deploy_policy import deploy
from components.policy_documents import document

ISSUER: Final = "https://token.actions.githubusercontent.com"
_WORKFLOWS: Final[Mapping[str, tuple[str, ...]]] = {
    "request": ("rollback.yml",),
    "deploy": ("deploy-environment.yml", "rollback.yml"),
    "rollback": ("rollback.yml",),
}


@dataclass(frozen=True)
class AccessArgs:
    """Whose workflows may do what where.

    Attributes:
        repository: `ORG/REPO`.
        branch: the protected branch, whose workflow files are trusted.
        logins: GitHub accounts of people who are known in AWS; only they roll back.
        provider_arn: GitHub's provider of this account; None makes it.
        emergency: caller ARNs of those who may stop writes and visitors.
        notifications: whom runs tell, which takes rights of its own.
    """

    place: Place
    parts: Parts
    repository: str
    branch: str
    logins: list[str]
    provider_arn: str | None
    emergency: list[str]
    notifications: NotificationSettings


@final
class Access(pulumi.ComponentResource):
    """A role for each kind of work, trusted by the exact subject of GitHub's token."""

    def __init__(
        self, name: str, args: AccessArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("clinicaltrial:access:Access", name, None, opts)
        self._child = pulumi.ResourceOptions(parent=self)
        self._args = args
        self._provider_arn = args.provider_arn or self._create_provider(name).arn
        environment, place, parts = args.place.environment, args.place, args.parts
        telling = telling_policy.deliver(place, args.notifications)
        self.roles = {
            kind: self._create_role(name, kind, trust, statements)
            for kind, trust, statements in (
                ("preview", self._pull_requests(), policies.preview(place, parts)),
                ("request", self._jobs("request", f"{environment}-plan"), self._requests()),
                ("deploy", self._jobs("deploy", environment), deploy(place, parts)),
                (
                    "rollback",
                    self._jobs("rollback", environment),
                    policies.rollback(place, parts) + telling,
                ),
                (
                    "lock-down",
                    policies.trust_people(args.emergency),
                    policies.lock_down(place, parts) + telling,
                ),
            )
            if kind != "lock-down" or args.emergency
        }
        self.approvers = self._create_policy_of_approvers(name)
        arns = {kind: role.arn for kind, role in self.roles.items()}
        self.register_outputs({**arns, "approve": self.approvers.arn})

    def _create_provider(self, name: str) -> aws.iam.OpenIdConnectProvider:
        """One an account. AWS checks GitHub's certificate by its own list: no thumbprint.

        Source: IAM user guide, "Obtain the thumbprint for an OpenID Connect identity provider".
        """
        return aws.iam.OpenIdConnectProvider(
            f"{name}-github", url=ISSUER, client_id_lists=["sts.amazonaws.com"], opts=self._child
        )

    def _requests(self) -> list[Statement]:
        return policies.request(self._args.place, self._args.parts)

    def _pull_requests(self) -> list[Statement]:
        subject = f"repo:{self._args.repository}:pull_request"
        return policies.trust_workflows(self._provider_arn, subject, {})

    def _jobs(self, kind: str, environment: str) -> list[Statement]:
        """Jobs of the environment, from workflow files as the protected branch has them."""
        args = self._args
        files = [
            f"{args.repository}/.github/workflows/{file}@refs/heads/{args.branch}"
            for file in _WORKFLOWS[kind]
        ]
        claims = {"job_workflow_ref": files}
        if kind != "deploy":
            claims["actor"] = sorted(args.logins)
        subject = f"repo:{args.repository}:environment:{environment}"
        return policies.trust_workflows(self._provider_arn, subject, claims)

    def _create_policy_of_approvers(self, name: str) -> aws.iam.Policy:
        """For an administrator to attach to people, whose own identities sign."""
        place = self._args.place
        return aws.iam.Policy(
            f"{name}-approve",
            name=f"{PROJECT}-approve-{place.environment}",
            description="Signs requests of rollbacks; for people, not for workflows",
            policy=document(policies.approve(place)),
            opts=self._child,
        )

    def _create_role(
        self, name: str, kind: str, trust: list[Statement], statements: list[Statement]
    ) -> aws.iam.Role:
        role = aws.iam.Role(
            f"{name}-{kind}",
            name=f"{PROJECT}-{kind}-{self._args.place.environment}",
            assume_role_policy=document(trust),
            max_session_duration=3600,
            opts=self._child,
        )
        aws.iam.RolePolicy(
            f"{name}-{kind}-rights",
            role=role.name,
            policy=document(statements),
            opts=self._child,
        )
        return role
