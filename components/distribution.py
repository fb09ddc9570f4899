"""How the distribution serves the site and the API, as CloudFront wants to be told. Pure."""

from typing import Any, Final

import pulumi
import pulumi_aws as aws

from components.site import INDEX

# AWS's own policies. Source: CloudFront Developer Guide, "Use managed cache policies", "Use managed
# origin request policies", "Use managed response headers policies".
_CACHING_OPTIMIZED: Final = "658327ea-f89d-4fab-a63d-7e88639e58f6"
_CACHING_DISABLED: Final = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
_ALL_VIEWER_EXCEPT_HOST: Final = "b689b0a8-53d0-40ab-baf2-68738e2966ac"
_SECURITY_HEADERS: Final = "67f7725c-6f97-4210-82d7-5512b31e9d03"

SITE: Final = "site"
API: Final = "api"


def site_origin(
    bucket: aws.s3.Bucket, access: aws.cloudfront.OriginAccessControl
) -> dict[str, Any]:
    """The bucket, which only a signed request of the distribution reads."""
    return {
        "origin_id": SITE,
        "domain_name": bucket.bucket_regional_domain_name,
        "origin_access_control_id": access.id,
    }


def api_origin(environment: str, domain: pulumi.Input[str]) -> dict[str, Any]:
    """The API's stage, so that `/api/health` of the site is `/<stage>/api/health` there."""
    return {
        "origin_id": API,
        "domain_name": domain,
        "origin_path": f"/{environment}",
        "custom_origin_config": {
            "http_port": 80,
            "https_port": 443,
            "origin_protocol_policy": "https-only",
            "origin_ssl_protocols": ["TLSv1.2"],
        },
    }


def site_behavior() -> dict[str, Any]:
    """Files: cached as long as each of them says."""
    return {
        "target_origin_id": SITE,
        "viewer_protocol_policy": "redirect-to-https",
        "allowed_methods": ["GET", "HEAD"],
        "cached_methods": ["GET", "HEAD"],
        "cache_policy_id": _CACHING_OPTIMIZED,
        "response_headers_policy_id": _SECURITY_HEADERS,
        "compress": True,
    }


def api_behavior() -> dict[str, Any]:
    """The API: everything is passed on and nothing cached."""
    return {
        "path_pattern": "/api/*",
        "target_origin_id": API,
        "viewer_protocol_policy": "https-only",
        "allowed_methods": ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"],
        "cached_methods": ["GET", "HEAD"],
        "cache_policy_id": _CACHING_DISABLED,
        "origin_request_policy_id": _ALL_VIEWER_EXCEPT_HOST,
        "response_headers_policy_id": _SECURITY_HEADERS,
        "compress": True,
    }


def single_page_routing() -> dict[str, Any]:
    """A path that is no file is a page of the site's script.

    The rule holds for the API's 404 too, so services say "no such resource" by another status.
    A 403 is left alone: the firewall's refusal must stay one.
    """
    return {
        "error_code": 404,
        "response_code": 200,
        "response_page_path": f"/{INDEX}",
        "error_caching_min_ttl": 0,
    }


def certificate(arn: str | None) -> dict[str, Any]:
    """The domain's own certificate, or CloudFront's where there is no domain."""
    if arn is None:
        return {"cloudfront_default_certificate": True}
    return {
        "acm_certificate_arn": arn,
        "ssl_support_method": "sni-only",
        "minimum_protocol_version": "TLSv1.2_2021",
    }
