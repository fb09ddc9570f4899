"""boto3 clients of the sandbox, without retries, so that a test sees each answer once."""

from functools import cached_property
from typing import Any

import boto3
from botocore.config import Config


class Clients:
    """One client a service, made when it is first used."""

    def __init__(self, endpoint: str, key: str, secret: str, region: str = "us-east-1") -> None:
        self.endpoint = endpoint
        self._region = region
        self._key = key
        self._secret = secret

    def of(self, service: str) -> Any:
        return boto3.client(
            service,  # type: ignore[call-overload]
            endpoint_url=self.endpoint,
            region_name=self._region,
            aws_access_key_id=self._key,
            aws_secret_access_key=self._secret,
            config=Config(retries={"total_max_attempts": 1}),
        )

    @cached_property
    def lambda_(self) -> Any:
        return self.of("lambda")

    @cached_property
    def s3(self) -> Any:
        return self.of("s3")

    @cached_property
    def cloudfront(self) -> Any:
        return self.of("cloudfront")

    @cached_property
    def apigateway(self) -> Any:
        return self.of("apigateway")

    @cached_property
    def wafv2(self) -> Any:
        return self.of("wafv2")

    @cached_property
    def iam(self) -> Any:
        return self.of("iam")

    @cached_property
    def rds(self) -> Any:
        return self.of("rds")
