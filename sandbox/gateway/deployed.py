"""What is deployed, as moto holds it in this very process. Reads moto's memory.

In memory and not by API, since each page view and health check asks several of these questions.
"""

import json
from typing import Any, Final

from moto.apigateway.models import apigateway_backends
from moto.awslambda.models import lambda_backends
from moto.cloudfront.models import cloudfront_backends
from moto.route53.models import route53_backends
from moto.sqs.models import sqs_backends
from moto.wafv2.models import wafv2_backends

from automation.core.names import ENVIRONMENTS, frontend_bucket
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


def is_off(name: str) -> bool:
    """Whether there is a function of that name that is switched off."""
    latest = function(name, None)
    return latest is not None and is_switched_off(latest)


def reserved_concurrency(name: str) -> int | None:
    """How many runs of a function may go on at once; None where it has no limit of its own."""
    latest = function(name, None)
    reserved = latest.reserved_concurrency if latest is not None else None
    return None if reserved is None else int(reserved)


def retries(name: str) -> int:
    """How often Lambda tries an asynchronous invocation again."""
    latest = function(name, None)
    configured = latest.event_invoke_config if latest is not None else []
    return int(configured[-1].config.get("MaximumRetryAttempts", 2)) if configured else 2


def dead_letter_target(name: str) -> str | None:
    """ARN of a function's dead-letter queue."""
    latest = function(name, None)
    if latest is None:
        return None
    target = (vars(latest)["remembered"].get("DeadLetterConfig") or {}).get("TargetArn")
    return str(target) if target else None


def environment_at(host: str) -> str | None:
    """The environment whose distribution answers for a host name."""
    for environment in ENVIRONMENTS:
        found = distribution(environment)
        if found is not None and host in (found.domain_name, *_aliases(found)):
            return environment
    return None


def health_checks() -> list[Any]:
    """The health checks of Route 53."""
    return list(route53_backends[ACCOUNT][PARTITION].health_checks.values())


def queues() -> list[Any]:
    """The queues of SQS."""
    return list(sqs_backends[ACCOUNT][REGION].queues.values())


def queue_policy(arn: str) -> dict[str, Any]:
    """A queue's policy, {} when it has none."""
    _, _, _, region, _, name = arn.split(":", 5)
    queue = sqs_backends[ACCOUNT][region].queues.get(name)
    policy: dict[str, Any] = json.loads(queue.policy or "{}") if queue else {}
    return policy


def _aliases(found: Any) -> list[str]:
    return list((found.distribution_config.Aliases or {}).get("Items") or [])
