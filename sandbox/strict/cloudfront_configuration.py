"""What CloudFront keeps of a distribution's configuration, so that a refresh sees no drift.

An S3 origin keeps its origin access control; a behaviour with a cache policy has no
ForwardedValues, and a distribution with CloudFront's own certificate names no other. moto forgets
the first and makes up the rest. Changes moto.
Source: https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_Origin.html and
https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_DefaultCacheBehavior.html and
https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_ViewerCertificate.html
"""

from collections.abc import Callable
from typing import Any

from moto.cloudfront.models import DefaultCacheBehaviour, Origin, ViewerCertificate

from sandbox.strict.replacement import surround


def install() -> None:
    """Make configurations last."""
    surround(Origin, "__init__", create_origin)
    surround(DefaultCacheBehaviour, "__init__", create_behaviour)
    surround(ViewerCertificate, "__init__", create_certificate)


def create_origin(former: Callable[..., None], origin: Origin, sent: dict[str, Any]) -> None:
    """An origin, with how it is accessed."""
    former(origin, sent)
    vars(origin)["origin_access_control_id"] = sent.get("OriginAccessControlId") or ""
    vars(origin)["s3_origin_config"] = sent.get("S3OriginConfig")


def create_behaviour(
    former: Callable[..., None], behaviour: DefaultCacheBehaviour, sent: dict[str, Any]
) -> None:
    """A cache behaviour, with either a cache policy or forwarded values."""
    former(behaviour, sent)
    if sent.get("CachePolicyId"):
        vars(behaviour)["forwarded_values"] = None


def create_certificate(
    former: Callable[..., None], certificate: ViewerCertificate, sent: dict[str, Any]
) -> None:
    """A viewer certificate, with only the ARN that was sent, if any."""
    former(certificate, sent)
    vars(certificate)["iam_certificate_id"] = sent.get("IAMCertificateId") or None
    vars(certificate)["acm_certificate_arn"] = sent.get("ACMCertificateArn") or None
