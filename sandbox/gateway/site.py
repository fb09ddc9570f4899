"""Serves a site's files from its private bucket through the distribution's cache. Calls S3."""

import json
import time
from typing import Any

from botocore.exceptions import ClientError
from werkzeug.http import http_date

from sandbox.gateway import deployed
from sandbox.gateway.answer import Answer, page
from sandbox.gateway.cache import Cache
from sandbox.gateway.policies import Asking, allows
from sandbox.identities import REGION
from sandbox.own_clients import own_client


class Site:
    """The S3 origin of an environment's distribution, behind its cache."""

    def __init__(self, endpoint: str) -> None:
        self._cache = Cache()
        self._s3 = own_client("s3", endpoint, REGION)

    def answer(self, distribution: Any, origin: Any, path: str) -> Answer:
        """An object from the cache, else from the bucket; errors are not kept.

        Args:
            distribution: which serves it.
            origin: its S3 origin.
            path: decoded path of the request, the default root object already in place of `/`.
        """
        now = time.monotonic()
        invalidations = deployed.invalidations(distribution.id)
        kept = self._cache.get(distribution.id, path, invalidations, now)
        if kept is not None:
            age = str(int(now - kept.since))
            return kept.answer.with_headers(("X-Cache", "Hit from cloudfront"), ("Age", age))
        fetched = self._fetch(distribution, origin, path)
        if fetched.status != 200:
            return fetched.with_headers(("X-Cache", "Error from cloudfront"))
        self._cache.put(distribution.id, path, fetched, now)
        return fetched.with_headers(("X-Cache", "Miss from cloudfront"))

    def _fetch(self, distribution: Any, origin: Any, path: str) -> Answer:
        bucket = origin.domain_name.partition(".")[0]
        key = f"{origin.origin_path}{path}".lstrip("/")
        policy = self._policy(bucket)
        asking = Asking("cloudfront.amazonaws.com", distribution.arn)
        if not allows(policy, asking, "s3:GetObject", f"arn:aws:s3:::{bucket}/{key}"):
            return page(403, "403 Forbidden", "AccessDenied")
        try:
            return _of_object(self._s3.get_object(Bucket=bucket, Key=key))
        except ClientError as error:
            if error.response["Error"]["Code"] not in ("NoSuchKey", "NoSuchBucket"):
                raise
        # Only who may list the bucket is told that there is no such key:
        # https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html (Permissions)
        if allows(policy, asking, "s3:ListBucket", f"arn:aws:s3:::{bucket}"):
            return page(404, "404 Not Found", "NoSuchKey")
        return page(403, "403 Forbidden", "AccessDenied")

    def _policy(self, bucket: str) -> dict[str, Any]:
        try:
            policy: dict[str, Any] = json.loads(self._s3.get_bucket_policy(Bucket=bucket)["Policy"])
        except ClientError as error:
            if error.response["Error"]["Code"] not in ("NoSuchBucketPolicy", "NoSuchBucket"):
                raise
            return {}
        return policy


def _of_object(found: Any) -> Answer:
    headers = {
        "Content-Type": found.get("ContentType"),
        "Cache-Control": found.get("CacheControl"),
        "ETag": found.get("ETag"),
        "Last-Modified": http_date(found["LastModified"]),
    }
    sent = tuple((name, value) for name, value in headers.items() if value)
    return Answer(200, found["Body"].read(), sent)
