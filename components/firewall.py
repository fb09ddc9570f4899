"""The web ACL in front of the distribution. Scope CLOUDFRONT lies in us-east-1, always."""

from dataclasses import dataclass
from ipaddress import ip_network
from typing import Any, Final, final

import pulumi
import pulumi_aws as aws

from automation.core.names import PROJECT

GLOBAL_REGION: Final = "us-east-1"
# Priorities below this one stay free for an emergency's block-all rule.
FIRST_PRIORITY: Final = 10
MANAGED_GROUPS: Final = (
    "AWSManagedRulesAmazonIpReputationList",
    "AWSManagedRulesCommonRuleSet",
    "AWSManagedRulesKnownBadInputsRuleSet",
    "AWSManagedRulesSQLiRuleSet",
)


@dataclass(frozen=True)
class FirewallArgs:
    """Blocked ranges, and the requests of one address in five minutes that are too many."""

    environment: str
    blocked_cidrs: tuple[str, ...]
    rate_limit: int


@final
class Firewall(pulumi.ComponentResource):
    """IP sets and the web ACL with block, rate and managed rules; what no rule blocks passes."""

    def __init__(
        self, name: str, args: FirewallArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("clinicaltrial:firewall:Firewall", name, None, opts)
        self._child = pulumi.ResourceOptions(parent=self)
        self.acl_name = f"{PROJECT}-{args.environment}"
        self.ip_sets = [self._create_ip_set(name, version, args) for version in (4, 6)]
        self.web_acl = self._create_web_acl(name, args)
        self.register_outputs({"web_acl_arn": self.web_acl.arn})

    def _create_ip_set(self, name: str, version: int, args: FirewallArgs) -> aws.wafv2.IpSet:
        blocks = [block for block in args.blocked_cidrs if ip_network(block).version == version]
        return aws.wafv2.IpSet(
            f"{name}-blocked-ipv{version}",
            name=f"{self.acl_name}-blocked-ipv{version}",
            description="Blocked by the stack's settings",
            scope="CLOUDFRONT",
            region=GLOBAL_REGION,
            ip_address_version=f"IPV{version}",
            addresses=blocks,
            opts=self._child,
        )

    def _create_web_acl(self, name: str, args: FirewallArgs) -> aws.wafv2.WebAcl:
        rules = [*self._ip_rules(), self._rate_rule(args), *self._managed_rules()]
        return aws.wafv2.WebAcl(
            f"{name}-acl",
            name=self.acl_name,
            description=f"In front of {args.environment}",
            scope="CLOUDFRONT",
            region=GLOBAL_REGION,
            default_action={"allow": {}},
            rules=[
                {**rule, "priority": FIRST_PRIORITY + 10 * place}
                for place, rule in enumerate(rules)
            ],
            visibility_config=_visibility(self.acl_name),
            opts=self._child,
        )

    def _ip_rules(self) -> list[dict[str, Any]]:
        return [
            {
                "name": f"blocked-ipv{version}",
                "action": {"block": {}},
                "statement": {"ip_set_reference_statement": {"arn": ip_set.arn}},
                "visibility_config": _visibility(f"blocked-ipv{version}"),
            }
            for version, ip_set in zip((4, 6), self.ip_sets, strict=True)
        ]

    def _rate_rule(self, args: FirewallArgs) -> dict[str, Any]:
        return {
            "name": "rate-limit",
            "action": {"block": {}},
            "statement": {
                "rate_based_statement": {"limit": args.rate_limit, "aggregate_key_type": "IP"}
            },
            "visibility_config": _visibility("rate-limit"),
        }

    def _managed_rules(self) -> list[dict[str, Any]]:
        return [
            {
                "name": group,
                "override_action": {"none": {}},
                "statement": {
                    "managed_rule_group_statement": {"vendor_name": "AWS", "name": group}
                },
                "visibility_config": _visibility(group),
            }
            for group in MANAGED_GROUPS
        ]


def _visibility(metric: str) -> dict[str, Any]:
    return {
        "cloudwatch_metrics_enabled": True,
        "metric_name": metric,
        "sampled_requests_enabled": True,
    }
