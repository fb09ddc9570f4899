from typing import Any

from components.firewall import Firewall, FirewallArgs
from tests.unit.components.recording import Program

ARGS = FirewallArgs(
    environment="dev",
    blocked_cidrs=("192.0.2.0/24", "2001:db8::/32"),
    rate_limit=2000,
)


def declared(program: Program) -> Program:
    return program.run(lambda: Firewall("fw", ARGS) and None)


def rules(program: Program) -> list[dict[str, Any]]:
    return sorted(
        declared(program).one("WebAcl").inputs["rules"], key=lambda rule: rule["priority"]
    )


def test_has_its_parts_as_children_in_cloudfronts_region(program: Program) -> None:
    assert declared(program).children("fw") == [
        "aws:wafv2/ipSet:IpSet fw-blocked-ipv4",
        "aws:wafv2/ipSet:IpSet fw-blocked-ipv6",
        "aws:wafv2/webAcl:WebAcl fw-acl",
    ]
    for made in program.all("IpSet") + program.all("WebAcl"):
        assert (made.inputs["scope"], made.inputs["region"]) == ("CLOUDFRONT", "us-east-1")


def test_puts_each_blocked_range_into_the_set_of_its_version(program: Program) -> None:
    sets = {one.inputs["ipAddressVersion"]: one.inputs for one in declared(program).all("IpSet")}
    assert sets["IPV4"]["addresses"] == ["192.0.2.0/24"]
    assert sets["IPV6"]["addresses"] == ["2001:db8::/32"]


def test_blocks_addresses_then_floods_and_large_bodies_then_known_attacks(program: Program) -> None:
    assert [rule["name"] for rule in rules(program)] == [
        "blocked-ipv4",
        "blocked-ipv6",
        "rate-limit",
        "large-bodies",
        "AWSManagedRulesAmazonIpReputationList",
        "AWSManagedRulesCommonRuleSet",
        "AWSManagedRulesKnownBadInputsRuleSet",
        "AWSManagedRulesSQLiRuleSet",
    ]


def test_leaves_the_lowest_priorities_to_an_emergency(program: Program) -> None:
    assert min(rule["priority"] for rule in rules(program)) == 10


def test_lets_pass_what_no_rule_blocks(program: Program) -> None:
    assert rules(program)[2]["statement"]["rateBasedStatement"]["limit"] == 2000
    assert program.one("WebAcl").inputs["defaultAction"] == {"allow": {}}


def test_measures_every_rule(program: Program) -> None:
    assert all(rule["visibilityConfig"]["cloudwatchMetricsEnabled"] for rule in rules(program))


def test_lets_large_bodies_pass_for_files_alone(program: Program) -> None:
    (rule,) = [rule for rule in rules(program) if rule["name"] == "large-bodies"]
    large, not_a_file = rule["statement"]["andStatement"]["statements"]
    assert large["sizeConstraintStatement"]["size"] == 8192
    a_file = not_a_file["notStatement"]["statement"]
    assert a_file["byteMatchStatement"]["searchString"] == "/api/files/"


def test_the_groups_rule_that_knows_no_exception_for_files_only_counts(program: Program) -> None:
    groups = {
        rule["name"]: rule["statement"]["managedRuleGroupStatement"]
        for rule in rules(program)
        if rule["name"].startswith("AWS")
    }
    counted = groups["AWSManagedRulesCommonRuleSet"]["ruleActionOverrides"]
    assert [(each["name"], each["actionToUse"]) for each in counted] == [
        ("SizeRestrictions_BODY", {"count": {}})
    ]
    assert not groups["AWSManagedRulesSQLiRuleSet"].get("ruleActionOverrides")
