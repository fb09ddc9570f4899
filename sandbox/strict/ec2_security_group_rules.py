"""A security group rule that refers to a group of the same account names the group alone.

AWS answers the group with its owner, and the provider leaves the owner out when it is its own
account. On the sandbox the provider does not know its account (it would call S3 Control at a host
name made of the account id), takes every group for another account's, and sees drift in each
refresh. So the answer leaves the owner out. Changes moto.
Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ReferencedSecurityGroup.html
(UserId is optional)
"""

from moto.ec2.models.security_groups import SecurityGroupRule

from sandbox.strict.replacement import replace


def install() -> None:
    """Leave the own account out of references."""
    replace(SecurityGroupRule, "referenced_group_info", property(referenced_group_info))


def referenced_group_info(rule: SecurityGroupRule) -> dict[str, str] | None:
    """The group that a rule refers to."""
    group = rule.source_group
    return {"GroupId": group["GroupId"]} if group and group.get("GroupId") else None
