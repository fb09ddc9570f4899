"""The REST API: routes to the functions' aliases, throttled, logged and traced.

`/api` and all below it go to the service `api`; `/api/<service>` and all below it to that service.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, final

import pulumi
import pulumi_aws as aws

from automation.core.names import ALIAS, rest_api
from components.api_account import ApiAccount
from components.function import Function

ENTRY_SERVICE: Final = "api"
_ACCESS_LOG: Final = {
    "requestId": "$context.requestId",
    "time": "$context.requestTime",
    "ip": "$context.identity.sourceIp",
    "method": "$context.httpMethod",
    "path": "$context.path",
    "status": "$context.status",
    "latency": "$context.responseLatency",
    "integrationError": "$context.integration.error",
    "trace": "$context.xrayTraceId",
}


@dataclass(frozen=True)
class ApiArgs:
    """Functions by service; throttle in requests a second and requests at once."""

    environment: str
    account_id: str
    functions: Mapping[str, Function]
    throttle_rate: int
    throttle_burst: int
    log_retention_days: int
    manage_account: bool


@dataclass(frozen=True)
class _Route:
    """One path's method with its integration."""

    method: aws.apigateway.Method
    integration: aws.apigateway.Integration


@final
class Api(pulumi.ComponentResource):
    """REST API with one stage, named as the environment."""

    def __init__(
        self, name: str, args: ApiArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("clinicaltrial:api:Api", name, None, opts)
        self._child = pulumi.ResourceOptions(parent=self)
        self.name = rest_api(args.environment)
        self.rest_api = self._create_rest_api(name, args)
        self.routes = self._create_routes(name, args)
        self.permissions = self._allow_invocations(name, args)
        self.deployment = self._deploy(name, args)
        self.log_group = self._create_log_group(name, args)
        self.stage = self._create_stage(name, args)
        self.throttle = self._throttle(name, args)
        self.register_outputs({"rest_api_id": self.rest_api.id, "stage": self.stage.stage_name})

    @property
    def domain(self) -> pulumi.Output[str]:
        """Host name of the API; known before any route is."""
        return pulumi.Output.concat(
            self.rest_api.id, ".execute-api.", self.rest_api.region, ".amazonaws.com"
        )

    def _create_rest_api(self, name: str, args: ApiArgs) -> aws.apigateway.RestApi:
        return aws.apigateway.RestApi(
            f"{name}-rest",
            name=self.name,
            description=f"API of {args.environment}",
            endpoint_configuration={"types": "REGIONAL"},
            opts=self._child,
        )

    def _create_routes(self, name: str, args: ApiArgs) -> list[_Route]:
        root = self._create_path(f"{name}-root", self.rest_api.root_resource_id, "api")
        routes = self._create_pair(f"{name}-{ENTRY_SERVICE}", root, args.functions[ENTRY_SERVICE])
        for service, function in args.functions.items():
            if service != ENTRY_SERVICE:
                path = self._create_path(f"{name}-{service}", root.id, service)
                routes += self._create_pair(f"{name}-{service}", path, function)
        return routes

    def _create_pair(
        self, name: str, path: aws.apigateway.Resource, function: Function
    ) -> list[_Route]:
        """A path itself, and everything below it."""
        below = self._create_path(f"{name}-below", path.id, "{proxy+}")
        return [
            self._create_route(name, path, function),
            self._create_route(f"{name}-below", below, function),
        ]

    def _create_path(
        self, name: str, parent_id: pulumi.Input[str], part: str
    ) -> aws.apigateway.Resource:
        return aws.apigateway.Resource(
            f"{name}-path",
            rest_api=self.rest_api.id,
            parent_id=parent_id,
            path_part=part,
            opts=self._child,
        )

    def _create_route(self, name: str, path: aws.apigateway.Resource, function: Function) -> _Route:
        method = aws.apigateway.Method(
            f"{name}-method",
            rest_api=self.rest_api.id,
            resource_id=path.id,
            http_method="ANY",
            authorization="NONE",  # services check the sign-in token themselves
            opts=self._child,
        )
        integration = aws.apigateway.Integration(
            f"{name}-integration",
            rest_api=self.rest_api.id,
            resource_id=path.id,
            http_method=method.http_method,
            type="AWS_PROXY",
            integration_http_method="POST",
            uri=function.alias.invoke_arn,
            opts=self._child,
        )
        return _Route(method, integration)

    def _allow_invocations(self, name: str, args: ApiArgs) -> list[aws.lambda_.Permission]:
        """Each alias may be invoked by its own paths of this stage only.

        The API's ARN is put together here: with an endpoint override the provider does not know the
        account, so `execution_arn` would lack it.
        """
        api = pulumi.Output.concat(
            "arn:aws:execute-api:", self.rest_api.region, f":{args.account_id}:", self.rest_api.id
        )
        return [
            aws.lambda_.Permission(
                f"{name}-{service}-permission",
                action="lambda:InvokeFunction",
                principal="apigateway.amazonaws.com",
                function=function.function.name,
                qualifier=ALIAS,
                source_arn=pulumi.Output.concat(
                    api, f"/{args.environment}/*", _prefix(service), "*"
                ),
                opts=pulumi.ResourceOptions(parent=self, depends_on=[function.alias]),
            )
            for service, function in args.functions.items()
        ]

    def _deploy(self, name: str, args: ApiArgs) -> aws.apigateway.Deployment:
        """A deployment is a snapshot of the routes: another one is made when they change."""
        shape = {
            "paths": {service: _prefix(service) for service in args.functions},
            "method": "ANY",
            "authorization": "NONE",
            "type": "AWS_PROXY",
        }
        digest = hashlib.sha256(json.dumps(shape, sort_keys=True).encode()).hexdigest()
        return aws.apigateway.Deployment(
            f"{name}-deployment",
            rest_api=self.rest_api.id,
            triggers={"routes": digest},
            opts=pulumi.ResourceOptions(
                parent=self, depends_on=[route.integration for route in self.routes]
            ),
        )

    def _create_log_group(self, name: str, args: ApiArgs) -> aws.cloudwatch.LogGroup:
        return aws.cloudwatch.LogGroup(
            f"{name}-logs",
            name=f"/aws/apigateway/{self.name}",
            retention_in_days=args.log_retention_days,
            opts=self._child,
        )

    def _create_stage(self, name: str, args: ApiArgs) -> aws.apigateway.Stage:
        account = [ApiAccount(f"{name}-account", self._child)] if args.manage_account else []
        return aws.apigateway.Stage(
            f"{name}-stage",
            rest_api=self.rest_api.id,
            deployment=self.deployment.id,
            stage_name=args.environment,
            xray_tracing_enabled=True,
            access_log_settings={
                "destination_arn": self.log_group.arn,
                "format": json.dumps(_ACCESS_LOG),
            },
            opts=pulumi.ResourceOptions(parent=self, depends_on=account),
        )

    def _throttle(self, name: str, args: ApiArgs) -> aws.apigateway.MethodSettings:
        return aws.apigateway.MethodSettings(
            f"{name}-throttle",
            rest_api=self.rest_api.id,
            stage_name=self.stage.stage_name,
            method_path="*/*",
            settings={
                "metrics_enabled": True,
                "throttling_rate_limit": args.throttle_rate,
                "throttling_burst_limit": args.throttle_burst,
            },
            opts=self._child,
        )


def _prefix(service: str) -> str:
    return "/api" if service == ENTRY_SERVICE else f"/api/{service}"
