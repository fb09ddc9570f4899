"""The web ACL in front of the distribution. Scope CLOUDFRONT lies in us-east-1, always."""

from dataclasses import dataclass
from ipaddress import ip_network
from typing import Any, Final, final

import pulumi
import pulumi_aws as aws

from automation.core.names import web_acl

GLOBAL_REGION: Final = "us-east-1"
# Priorities below this one stay free for an emergency's block-all rule.
FIRST_PRIORITY: Final = 10
MANAGED_GROUPS: Final = (
    "AWSManagedRulesAmazonIpReputationList",
    "AWSManagedRulesCommonRuleSet",
    "AWSManagedRulesKnownBadInputsRuleSet",
    "AWSManagedRulesSQLiRuleSet",
)
# Rules of the groups that only count; each has a rule of ours in its place.
COUNTED: Final = {"AWSManagedRulesCommonRuleSet": ("SizeRestrictions_BODY",)}
LONGEST_BODY: Final = 8192  # bytes
FILES_PATH: Final = "/api/files/"


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
        self.acl_name = web_acl(args.environment)
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
        rules = [
            *self._ip_rules(),
            self._rate_rule(args),
            self._size_rule(),
            *self._managed_rules(),
        ]
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

    def _size_rule(self) -> dict[str, Any]:
        """No large bodies but for files.

        It stands for `SizeRestrictions_BODY` of the common rules, which knows no exception and is
        told to count only. Source: AWS WAF Developer Guide, "Baseline rule groups" and "Oversize
        web request components": what is too large to be looked at whole matches.
        """
        is_large = {
            "size_constraint_statement": {
                "comparison_operator": "GT",
                "size": LONGEST_BODY,
                "field_to_match": {"body": {"oversize_handling": "MATCH"}},
                "text_transformations": [{"priority": 0, "type": "NONE"}],
            }
        }
        is_file = {
            "byte_match_statement": {
                "search_string": FILES_PATH,
                "field_to_match": {"uri_path": {}},
                "positional_constraint": "STARTS_WITH",
                "text_transformations": [{"priority": 0, "type": "NONE"}],
            }
        }
        no_file = {"not_statement": {"statement": is_file}}
        return {
            "name": "large-bodies",
            "action": {"block": {}},
            "statement": {"and_statement": {"statements": [is_large, no_file]}},
            "visibility_config": _visibility("large-bodies"),
        }

    def _managed_rules(self) -> list[dict[str, Any]]:
        return [
            {
                "name": group,
                "override_action": {"none": {}},
                "statement": {
                    "managed_rule_group_statement": {
                        "vendor_name": "AWS",
                        "name": group,
                        "rule_action_overrides": [
                            {"name": rule, "action_to_use": {"count": {}}}
                            for rule in COUNTED.get(group, ())
                        ],
                    }
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
