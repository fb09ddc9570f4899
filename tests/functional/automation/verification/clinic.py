"""The whole platform on the sandbox, with the services' real code and a real PostgreSQL.

It is made by boto3, as the program would make it, so no engine is needed.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final

from automation.core import names
from automation.core.release import FunctionRelease, Release, SchemaRange
from sandbox.state import Running
from tests import builders
from tests.functional.automation.miniature import records, routing
from tests.functional.automation.miniature.ledger_reading import LedgerReading
from tests.functional.automation.verification.archives import archive, source
from tests.functional.sandbox import functions
from tests.functional.sandbox.clients import Clients
from tests.functional.sandbox.deployment import VISIBILITY, Deployment

COMMIT: Final = builders.COMMIT_A
_TIMEOUT_SECONDS: Final = 15


class Clinic:
    """One environment of a sandbox, deployed and healthy."""

    def __init__(
        self, server: Running, clients: Clients, connection: dict[str, Any], schema_head: int
    ) -> None:
        self.clients = clients
        self.environment: names.Environment = "dev"
        self.url = server.site(self.environment)
        # Real requests are counted under another name: what is measured is what a test declares.
        self.deployment = Deployment(clients, self.environment, self.url, "clinic")
        self._variables = self._create_resources(connection)
        for service in names.SERVICES:
            if service != "api":
                routing.add_function(self.deployment, service, self.function(service))
            self.deploy(service)
        self.deployment.upload("index.html", "page")
        self.protect()
        self.insist_on_tls()
        self._wait_for_functions()
        self._create_alarm()
        records.create(clients, self.environment)
        self.keep_ledger(True)
        self.clients.rds.create_db_cluster(
            DBClusterIdentifier=names.cluster_id(self.environment),
            Engine="aurora-postgresql",
            MasterUsername="clinical_trial_owner",
            MasterUserPassword="nobody-uses-this-one",
            BackupRetentionPeriod=35,
        )
        self._close_buckets()
        self._schema_head = schema_head

    @property
    def release(self) -> Release:
        """Record of what is live."""
        return self._release(self._schema_head)

    def function(self, service: str) -> str:
        """Name of a service's function."""
        return names.function_name(service, self.environment)

    def deploy(
        self,
        service: str,
        changes: dict[str, str] | None = None,
        variables: dict[str, str] | None = None,
    ) -> str:
        """Publish a service's code, point its alias at it; gives the version.

        Args:
            service: its name.
            changes: files of the code with other contents.
            variables: of its environment that differ.
        """
        name, lambda_ = self.function(service), self.clients.lambda_
        lambda_.update_function_configuration(
            FunctionName=name,
            Handler=f"services.{service}.handler.handle",
            Timeout=_TIMEOUT_SECONDS,
            Environment={"Variables": self.variables(service) | (variables or {})},
        )
        functions.settle(self.clients, name)
        lambda_.update_function_code(FunctionName=name, ZipFile=archive(service, changes))
        functions.settle(self.clients, name)
        version = functions.publish(self.clients, name)
        self.point(service, version)
        return version

    @contextmanager
    def broken(self, file: str, good: str, bad: str, count: int = -1) -> Iterator[None]:
        """A release in which a line of a service is another one, until the context ends.

        Args:
            file: below `services/`; the service is the first part of it, for `common` it is
                `reports`.
            good: the line, or a part of it.
            bad: what stands there instead.
            count: how many times at most.
        """
        folder = file.partition("/")[0]
        service = "reports" if folder == "common" else folder
        text = source(file)
        assert good in text, f"{file} does not read {good!r} any more"
        earlier = self.version_of(service)
        self.deploy(service, changes={f"services/{file}": text.replace(good, bad, count)})
        try:
            yield
        finally:
            self.point(service, earlier)

    def version_of(self, service: str) -> str:
        """The version that the alias points at."""
        alias = self.clients.lambda_.get_alias(
            FunctionName=self.function(service), Name=names.ALIAS
        )
        return str(alias["FunctionVersion"])

    def measure(self, at: datetime, **values: float) -> None:
        """What API Gateway would measure in a minute."""
        dimensions = {"ApiName": f"{names.PROJECT}-{self.environment}", "Stage": self.environment}
        self.clients.of("cloudwatch").put_metric_data(
            Namespace="AWS/ApiGateway",
            MetricData=[
                {
                    "MetricName": name,
                    "Dimensions": [{"Name": k, "Value": v} for k, v in dimensions.items()],
                    "Timestamp": at,
                    "Value": value,
                }
                for name, value in values.items()
            ],
        )

    def point(self, service: str, version: str) -> None:
        """Move an alias."""
        self.clients.lambda_.update_alias(
            FunctionName=self.function(service), Name=names.ALIAS, FunctionVersion=version
        )

    def empty_ledger(self) -> None:
        """Forget all runs and verdicts."""
        LedgerReading(self.clients, self.environment).empty()

    def write_release(self, release: Release) -> None:
        """Record a release as the newest."""
        records.write_newest(self.clients, release)

    def variables(self, service: str) -> dict[str, str]:
        """Environment of a service's function."""
        return {
            "ENVIRONMENT": self.environment,
            "SERVICE": service,
            "SERVICES": ",".join(names.SERVICES),
            **self._variables,
        }

    def _create_resources(self, connection: dict[str, Any]) -> dict[str, str]:
        """What the functions need; gives the variables that tell them where it is."""
        secrets, kms = self.clients.of("secretsmanager"), self.clients.of("kms")
        password = secrets.create_secret(
            Name="database-login",
            SecretString=json.dumps({name: connection[name] for name in ("username", "password")}),
        )["ARN"]
        told = {key: value for key, value in connection.items() if key != "password"}
        key = kms.create_key(KeyUsage="GENERATE_VERIFY_MAC", KeySpec="HMAC_256")["KeyMetadata"]
        documents = names.documents_bucket(self.environment)
        self._create_versioned(documents)
        return {
            "CONNECTION_SECRET_ARN": secrets.create_secret(
                Name=f"clinical-trial/{self.environment}/database",
                SecretString=json.dumps(told | {"password_secret_arn": password}),
            )["ARN"],
            "TOKEN_KEY_ARN": key["Arn"],
            "VERIFICATION_SECRET_ARN": secrets.create_secret(
                Name=names.verification_secret(self.environment)
            )["ARN"],
            "DOCUMENTS_BUCKET": documents,
            "NOTIFICATIONS_TOPIC_ARN": self.clients.of("sns").create_topic(
                Name=names.notifications_topic(self.environment)
            )["TopicArn"],
        }

    def _create_versioned(self, bucket: str) -> None:
        self.clients.s3.create_bucket(Bucket=bucket)
        self.version(bucket)

    def version(self, bucket: str, status: str = "Enabled") -> None:
        """Keep versions of a bucket's objects, or stop it."""
        self.clients.s3.put_bucket_versioning(
            Bucket=bucket, VersioningConfiguration={"Status": status}
        )

    def protect(self) -> None:
        """A firewall with a rule that nobody here meets."""
        self.deployment.set_rules(
            [
                {
                    "Name": "nothing-like-this",
                    "Priority": 1,
                    "Action": {"Block": {}},
                    "Statement": {
                        "ByteMatchStatement": {
                            "SearchString": b"/no-such-path",
                            "FieldToMatch": {"UriPath": {}},
                            "PositionalConstraint": "EXACTLY",
                            "TextTransformations": [{"Priority": 0, "Type": "NONE"}],
                        }
                    },
                    "VisibilityConfig": VISIBILITY,
                }
            ]
        )

    def insist_on_tls(self, policy: str = "https-only") -> None:
        """How users may reach the distribution."""
        config = self.clients.cloudfront.get_distribution_config(
            Id=self.deployment.distribution_id
        )["DistributionConfig"]
        default = config["DefaultCacheBehavior"] | {"ViewerProtocolPolicy": policy}
        others = config["CacheBehaviors"]
        others["Items"] = [
            each | {"ViewerProtocolPolicy": policy} for each in others.get("Items", [])
        ]
        self.deployment.configure(DefaultCacheBehavior=default, CacheBehaviors=others)

    def _wait_for_functions(self) -> None:
        api, api_id = self.clients.apigateway, self.deployment.api_id
        for resource in api.get_resources(restApiId=api_id, limit=500)["items"]:
            for method in resource.get("resourceMethods", {}):
                where = {
                    "restApiId": api_id,
                    "resourceId": resource["id"],
                    "httpMethod": method,
                }
                kept = api.get_integration(**where)
                api.put_integration(
                    **where,
                    type="AWS_PROXY",
                    integrationHttpMethod="POST",
                    uri=kept["uri"],
                    timeoutInMillis=29_000,
                )

    def keep_ledger(self, kept: bool) -> None:
        """Make it possible to restore the ledger to a point in time, or not."""
        self.clients.of("dynamodb").update_continuous_backups(
            TableName=names.ledger_table(self.environment),
            PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": kept},
        )

    @property
    def alarm(self) -> str:
        """Name of its alarm."""
        return f"{names.PROJECT}-{self.environment}-errors-fast"

    def _create_alarm(self) -> None:
        topic = self.clients.of("sns").create_topic(Name="urgent")["TopicArn"]
        self.clients.of("cloudwatch").put_metric_alarm(
            AlarmName=self.alarm,
            Namespace="AWS/ApiGateway",
            MetricName="5XXError",
            Statistic="Sum",
            Period=60,
            EvaluationPeriods=1,
            Threshold=5,
            ComparisonOperator="GreaterThanThreshold",
            TreatMissingData="notBreaching",
            AlarmActions=[topic],
        )

    def _close_buckets(self) -> None:
        makers = (
            names.frontend_bucket,
            names.documents_bucket,
            names.releases_bucket,
            names.audit_bucket,
        )
        for maker in makers:
            bucket = maker(self.environment)
            self.version(bucket)
            self.close(bucket)

    def close(self, bucket: str) -> None:
        """Block all public access to a bucket."""
        self.clients.s3.put_public_access_block(
            Bucket=bucket,
            PublicAccessBlockConfiguration={
                "BlockPublicAcls": True,
                "IgnorePublicAcls": True,
                "BlockPublicPolicy": True,
                "RestrictPublicBuckets": True,
            },
        )

    def _release(self, schema_head: int) -> Release:
        return builders.release(
            COMMIT,
            environment=self.environment,
            functions=[self._live(service) for service in names.SERVICES],
        ).model_copy(
            update={
                "site_url": self.url,
                "frontend": builders.release().frontend.model_copy(
                    update={
                        "bucket": self.deployment.bucket,
                        "distribution_id": self.deployment.distribution_id,
                    }
                ),
                "database_cluster_id": names.cluster_id(self.environment),
                "db_schema": SchemaRange(head=schema_head, oldest=0, newest=schema_head),
            }
        )

    def _live(self, service: str) -> FunctionRelease:
        name = self.function(service)
        version = self.version_of(service)
        read = self.clients.lambda_.get_function_configuration(FunctionName=name, Qualifier=version)
        return FunctionRelease(
            service=service,
            function_name=name,
            version=version,
            code_sha256=read["CodeSha256"],
        )
