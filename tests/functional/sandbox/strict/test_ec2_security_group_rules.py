"""https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ReferencedSecurityGroup.html"""

import pytest

from tests.functional.sandbox.clients import Clients

pytestmark = pytest.mark.functional


def test_a_reference_names_the_group_alone(clients: Clients) -> None:
    ec2 = clients.of("ec2")
    group = ec2.create_security_group(GroupName="referring", Description="test")["GroupId"]
    ec2.authorize_security_group_ingress(
        GroupId=group,
        IpPermissions=[
            {
                "IpProtocol": "tcp",
                "FromPort": 5432,
                "ToPort": 5432,
                "UserIdGroupPairs": [{"GroupId": group}],
            }
        ],
    )

    rules = ec2.describe_security_group_rules(Filters=[{"Name": "group-id", "Values": [group]}])

    references = [
        rule["ReferencedGroupInfo"]
        for rule in rules["SecurityGroupRules"][:]
        if "ReferencedGroupInfo" in rule
    ]
    assert references == [{"GroupId": group}]
