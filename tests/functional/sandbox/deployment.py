"""A platform in miniature, deployed by boto3: function, REST API, bucket, web ACL, distribution."""

import http.client
import json
import urllib.parse
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from automation.core import names
from tests.functional.sandbox import functions
from tests.functional.sandbox.clients import Clients

VISIBILITY = {
    "SampledRequestsEnabled": True,
    "CloudWatchMetricsEnabled": True,
    "MetricName": "test",
}
SECURITY_HEADERS = "67f7725c-6f97-4210-82d7-5512b31e9d03"
CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6"
# A busy machine is no fault of the function: API Gateway's own limit, in milliseconds, and as much
# for the function, in seconds.
LONGEST_WAIT = 29_000
LONGEST_RUN = 29
ALL_METHODS = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"]


@dataclass(frozen=True)
class Seen:
    """What a user got."""

    status: int
    headers: dict[str, str]
    text: str


def integrate(
    clients: Clients, method: Mapping[str, str], alias_arn: str, milliseconds: int = LONGEST_WAIT
) -> None:
    """Let a method of the REST API call a function, and wait for it as long as is said."""
    functions_path = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions"
    clients.apigateway.put_integration(
        **method,
        type="AWS_PROXY",
        integrationHttpMethod="POST",
        uri=f"{functions_path}/{alias_arn}/invocations",
        timeoutInMillis=milliseconds,
    )


class Deployment:
    """What stands behind one environment's gateway."""

    def __init__(
        self, clients: Clients, environment: str, site_url: str, api_name: str | None = None
    ) -> None:
        self.clients = clients
        self.environment = environment
        self.function = f"clinical-trial-api-{environment}"
        self.bucket = f"clinical-trial-frontend-{environment}"
        self.distribution_id = ""
        self.api_id = ""
        self.api_name = api_name or names.rest_api(environment)
        self._address = urllib.parse.urlsplit(site_url)
        self._create()

    def get(self, path: str, method: str = "GET", **request: Any) -> Seen:
        """Look as a user does."""
        assert self._address.hostname
        connection = http.client.HTTPConnection(self._address.hostname, self._address.port)
        connection.request(method, path, **request)
        answer = connection.getresponse()
        headers = {name.lower(): value for name, value in answer.getheaders()}
        return Seen(answer.status, headers, answer.read().decode())

    def get_directly(self, path: str) -> int:
        """Ask the API's own address, as one does who knows it; gives the status."""
        host = f"{self.api_id}.execute-api.us-east-1.amazonaws.com"
        return self.get(f"/{self.environment}{path}", headers={"Host": host}).status

    def acl(self) -> dict[str, Any]:
        """The web ACL as it is, without what every change renews."""
        return {**self.clients.wafv2.get_web_acl(**self.acl_place)["WebACL"], "LockToken": None}

    def method_settings(self) -> dict[str, Any]:
        """The stage's, as they are."""
        place = {"restApiId": self.api_id, "stageName": self.environment}
        return dict(self.clients.apigateway.get_stage(**place)["methodSettings"])

    def deploy_function(self, source: str) -> str:
        """Publish code, without moving the alias."""
        functions.update(self.clients, self.function, source)
        return functions.publish(self.clients, self.function)

    def point_alias(self, version: str, weights: dict[str, float] | None = None) -> None:
        self.clients.lambda_.update_alias(
            FunctionName=self.function,
            Name="PROD",
            FunctionVersion=version,
            RoutingConfig={"AdditionalVersionWeights": weights or {}},
        )

    def serve(self, source: str) -> str:
        """Publish code and let users have it."""
        version = self.deploy_function(source)
        self.point_alias(version)
        return version

    def upload(self, key: str, text: str, **headers: str) -> None:
        self.clients.s3.put_object(Bucket=self.bucket, Key=key, Body=text.encode(), **headers)

    def invalidate(self, *paths: str, reference: str) -> None:
        """Invalidate and wait."""
        made = self.clients.cloudfront.create_invalidation(
            DistributionId=self.distribution_id,
            InvalidationBatch={
                "Paths": {"Quantity": len(paths), "Items": list(paths)},
                "CallerReference": reference,
            },
        )["Invalidation"]
        self.clients.cloudfront.get_waiter("invalidation_completed").wait(
            DistributionId=self.distribution_id, Id=made["Id"], WaiterConfig={"Delay": 0.05}
        )

    def patch_stage(self, path: str, value: str, op: str = "replace") -> None:
        self.clients.apigateway.update_stage(
            restApiId=self.api_id,
            stageName=self.environment,
            patchOperations=[{"op": op, "path": path, "value": value}],
        )

    def name_api(self, name: str) -> None:
        """Metrics go by the API's name."""
        self.clients.apigateway.update_rest_api(
            restApiId=self.api_id,
            patchOperations=[{"op": "replace", "path": "/name", "value": name}],
        )
        self.api_name = name

    def set_rules(self, rules: list[dict[str, Any]], default: dict[str, Any] | None = None) -> None:
        acl = self.clients.wafv2.get_web_acl(**self.acl_place)
        self.clients.wafv2.update_web_acl(
            **self.acl_place,
            DefaultAction=default or {"Allow": {}},
            Rules=rules,
            VisibilityConfig=VISIBILITY,
            LockToken=acl["LockToken"],
        )

    def configure(self, **changes: Any) -> None:
        """Change the distribution's configuration."""
        read = self.clients.cloudfront.get_distribution_config(Id=self.distribution_id)
        self.clients.cloudfront.update_distribution(
            Id=self.distribution_id,
            IfMatch=read["ETag"],
            DistributionConfig=read["DistributionConfig"] | changes,
        )

    def set_bucket_policy(self, *actions: str) -> None:
        """What the distribution may do in the bucket."""
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": "cloudfront.amazonaws.com"},
            "Action": list(actions),
            "Resource": [f"arn:aws:s3:::{self.bucket}", f"arn:aws:s3:::{self.bucket}/*"],
            "Condition": {"StringEquals": {"AWS:SourceArn": self._distribution_arn}},
        }
        policy = {"Version": "2012-10-17", "Statement": [statement]}
        self.clients.s3.put_bucket_policy(Bucket=self.bucket, Policy=json.dumps(policy))

    def remove(self) -> None:
        """Leave nothing to the next test."""
        self.configure(Enabled=False)
        etag = self.clients.cloudfront.get_distribution(Id=self.distribution_id)["ETag"]
        self.clients.cloudfront.delete_distribution(Id=self.distribution_id, IfMatch=etag)
        acl = self.clients.wafv2.get_web_acl(**self.acl_place)
        self.clients.wafv2.delete_web_acl(**self.acl_place, LockToken=acl["LockToken"])
        self.clients.apigateway.delete_rest_api(restApiId=self.api_id)
        self.clients.lambda_.delete_function(FunctionName=self.function)
        versions = self.clients.s3.list_object_versions(Bucket=self.bucket)
        for each in versions.get("Versions", []) + versions.get("DeleteMarkers", []):
            self.clients.s3.delete_object(
                Bucket=self.bucket, Key=each["Key"], VersionId=each["VersionId"]
            )
        self.clients.s3.delete_bucket(Bucket=self.bucket)

    def let_api_wait(self, milliseconds: int) -> None:
        """How long the API waits for its function."""
        integrate(self.clients, self._method, self._alias_arn, milliseconds)

    def _create(self) -> None:
        source = functions.answering("first")
        functions.create(self.clients, self.function, source, Publish=True, Timeout=LONGEST_RUN)
        alias = self.clients.lambda_.create_alias(
            FunctionName=self.function, Name="PROD", FunctionVersion="1"
        )
        self._create_api(alias["AliasArn"])
        self.clients.s3.create_bucket(Bucket=self.bucket)
        self.clients.s3.put_bucket_versioning(
            Bucket=self.bucket, VersioningConfiguration={"Status": "Enabled"}
        )
        self._create_distribution(self._create_acl())
        self.set_bucket_policy("s3:GetObject", "s3:ListBucket")

    def _create_api(self, alias_arn: str) -> None:
        api = self.clients.apigateway
        created = api.create_rest_api(name=self.api_name)
        self.api_id = created["id"]
        parent = created["rootResourceId"]
        for part in ("api", "{proxy+}"):
            parent = api.create_resource(restApiId=self.api_id, parentId=parent, pathPart=part)[
                "id"
            ]
        self._method = {"restApiId": self.api_id, "resourceId": parent, "httpMethod": "ANY"}
        self._alias_arn = alias_arn
        api.put_method(**self._method, authorizationType="NONE")
        self.let_api_wait(LONGEST_WAIT)
        self.clients.lambda_.add_permission(
            FunctionName=self.function,
            Qualifier="PROD",
            StatementId="api",
            Action="lambda:InvokeFunction",
            Principal="apigateway.amazonaws.com",
            SourceArn=f"arn:aws:execute-api:us-east-1:123456789012:{self.api_id}/*/*/api/*",
        )
        api.create_deployment(restApiId=self.api_id, stageName=self.environment)

    def _create_acl(self) -> str:
        summary = self.clients.wafv2.create_web_acl(
            Name=names.web_acl(self.environment),
            Scope="CLOUDFRONT",
            DefaultAction={"Allow": {}},
            VisibilityConfig=VISIBILITY,
            Rules=[],
        )["Summary"]
        self.acl_place = {"Name": summary["Name"], "Id": summary["Id"], "Scope": "CLOUDFRONT"}
        return str(summary["ARN"])

    def _create_distribution(self, acl_arn: str) -> None:
        created = self.clients.cloudfront.create_distribution(
            DistributionConfig={
                "CallerReference": self.api_id,
                "Comment": "",
                "Enabled": True,
                "DefaultRootObject": "index.html",
                "WebACLId": acl_arn,
                "Origins": {"Quantity": 2, "Items": [self._site_origin(), self._api_origin()]},
                "DefaultCacheBehavior": _behaviour("site", ["GET", "HEAD"]),
                "CacheBehaviors": {
                    "Quantity": 1,
                    "Items": [{"PathPattern": "/api/*", **_behaviour("api", ALL_METHODS)}],
                },
                "CustomErrorResponses": {
                    "Quantity": 1,
                    "Items": [
                        {
                            "ErrorCode": 404,
                            "ResponsePagePath": "/index.html",
                            "ResponseCode": "200",
                            "ErrorCachingMinTTL": 0,
                        }
                    ],
                },
            }
        )["Distribution"]
        self.distribution_id = created["Id"]
        self._distribution_arn = created["ARN"]

    def _site_origin(self) -> dict[str, Any]:
        return {
            "Id": "site",
            "DomainName": f"{self.bucket}.s3.us-east-1.amazonaws.com",
            "S3OriginConfig": {"OriginAccessIdentity": ""},
        }

    def _api_origin(self) -> dict[str, Any]:
        return {
            "Id": "api",
            "DomainName": f"{self.api_id}.execute-api.us-east-1.amazonaws.com",
            "OriginPath": f"/{self.environment}",
            "CustomOriginConfig": {
                "HTTPPort": 80,
                "HTTPSPort": 443,
                "OriginProtocolPolicy": "https-only",
            },
        }


def _behaviour(origin: str, methods: list[str]) -> dict[str, Any]:
    return {
        "TargetOriginId": origin,
        "ViewerProtocolPolicy": "allow-all",
        "CachePolicyId": CACHING_OPTIMIZED,
        "ResponseHeadersPolicyId": SECURITY_HEADERS,
        "AllowedMethods": {
            "Quantity": len(methods),
            "Items": methods,
            "CachedMethods": {"Quantity": 2, "Items": ["GET", "HEAD"]},
        },
    }
