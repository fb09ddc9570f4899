"""What is deployed, as moto holds it in this very process. Reads moto's memory.

In memory and not by API, since each page view and health check asks several of these questions.
"""

from typing import Any, Final

from moto.apigateway.models import apigateway_backends
from moto.awslambda.models import lambda_backends
from moto.cloudfront.models import cloudfront_backends
from moto.wafv2.models import wafv2_backends

from automation.core.names import frontend_bucket
from sandbox.identities import ACCOUNT, REGION

PARTITION: Final = "aws"


def distribution(environment: str) -> Any | None:
    """The distribution that serves an environment: known by the site's bucket among its origins."""
    bucket = frontend_bucket(environment) + "."
    distributions: list[Any] = list(cloudfront_backends[ACCOUNT][PARTITION].distributions.values())
    for each in distributions:
        origins = each.distribution_config.Origins["Items"]
        if any(origin.domain_name.startswith(bucket) for origin in origins):
            return each
    return None


def invalidations(distribution_id: str) -> list[Any]:
    """A distribution's invalidations."""
    return list(cloudfront_backends[ACCOUNT][PARTITION].invalidations.get(distribution_id, []))


def web_acl(arn: str) -> dict[str, Any] | None:
    """A web ACL of scope CLOUDFRONT."""
    acl = wafv2_backends[ACCOUNT]["global"].wacls.get(arn)
    return acl.to_dict() if acl else None


def ip_set(arn: str) -> list[str]:
    """The networks of an IP set of scope CLOUDFRONT."""
    found = wafv2_backends[ACCOUNT]["global"].ip_sets.get(arn)
    return list(found.addresses) if found else []


def rest_api(api_id: str) -> Any | None:
    """A REST API."""
    return apigateway_backends[ACCOUNT][REGION].apis.get(api_id)


def function(name: str, qualifier: str | None) -> Any | None:
    """A function's version as it is behind a qualifier, None when there is none."""
    storage = lambda_backends[ACCOUNT][REGION]._lambdas
    group = storage._functions.get(name)
    if group is None:
        return None
    if qualifier in (None, "$LATEST"):
        return group["latest"]
    return next((each for each in group["versions"] if str(each.version) == qualifier), None)


def alias(function_name: str, name: str) -> Any | None:
    """An alias of a function."""
    latest = function(function_name, None)
    if latest is None:
        return None
    storage = lambda_backends[ACCOUNT][REGION]._lambdas
    return storage._aliases[latest.function_arn].get(name)


def is_switched_off(latest: Any) -> bool:
    """Whether the function has a reserved concurrency of 0."""
    reserved = latest.reserved_concurrency
    return reserved is not None and int(reserved) == 0
