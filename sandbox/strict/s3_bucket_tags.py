"""A bucket can be created with its tags, in one call. Changes moto.

CreateBucketConfiguration may carry Tags; the AWS provider creates buckets that way, so that no
untagged bucket ever exists. moto forgets them.
Source: https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucketConfiguration.html
"""

from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

from moto.s3.responses import S3Response

from sandbox.strict.replacement import surround


def install() -> None:
    """Keep the tags of new buckets."""
    surround(S3Response, "_bucket_response_put", put_bucket)


def put_bucket(
    former: Callable[..., Any],
    response: S3Response,
    request: Any,
    bucket_name: str,
    querystring: dict[str, Any],
) -> Any:
    """CreateBucket, and all other PUTs on a bucket, which name what they put in the query."""
    answer = former(response, request, bucket_name, querystring)
    if not querystring and response.body:
        tags = _tags(response.body)
        if tags:
            response.backend.put_bucket_tagging(bucket_name, tags)
    return answer


def _tags(body: str | bytes) -> dict[str, str]:
    root = ElementTree.fromstring(body)  # noqa: S314 - sent by this machine's own tools
    return {
        tag.findtext("{*}Key", ""): tag.findtext("{*}Value", "")
        for tag in root.iterfind("{*}Tags/{*}Tag")
    }
