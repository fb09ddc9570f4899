from components.network import Network, NetworkArgs
from tests.unit.components.recording import Program

ARGS = NetworkArgs(region="us-east-1", cidr="10.20.0.0/16", zones=("us-east-1a", "us-east-1b"))


def declared(program: Program) -> Program:
    return program.run(lambda: Network("net", ARGS) and None)


def test_has_all_its_parts_as_children_named_after_it(program: Program) -> None:
    assert declared(program).children("net") == [
        "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup net-default",
        "aws:ec2/securityGroup:SecurityGroup net-database",
        "aws:ec2/securityGroup:SecurityGroup net-endpoints",
        "aws:ec2/securityGroup:SecurityGroup net-functions",
        "aws:ec2/subnet:Subnet net-us-east-1a",
        "aws:ec2/subnet:Subnet net-us-east-1b",
        "aws:ec2/vpc:Vpc net-vpc",
        "aws:ec2/vpcEndpoint:VpcEndpoint net-kms",
        "aws:ec2/vpcEndpoint:VpcEndpoint net-s3",
        "aws:ec2/vpcEndpoint:VpcEndpoint net-secretsmanager",
        "aws:ec2/vpcEndpoint:VpcEndpoint net-sns",
        "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule net-functions-to-database",
        "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule net-functions-to-endpoints",
        "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule net-functions-to-s3",
        "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule net-database-from-functions",
        "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule net-endpoints-from-functions",
    ]


def test_cuts_its_range_into_one_private_subnet_a_zone(program: Program) -> None:
    subnets = declared(program).all("Subnet")
    assert [(one.inputs["availabilityZone"], one.inputs["cidrBlock"]) for one in subnets] == [
        ("us-east-1a", "10.20.0.0/17"),
        ("us-east-1b", "10.20.128.0/17"),
    ]
    assert all("mapPublicIpOnLaunch" not in one.inputs for one in subnets)


def test_has_no_way_to_the_internet(program: Program) -> None:
    declared(program)
    assert program.all("InternetGateway") + program.all("NatGateway") + program.all("Route") == []


def test_closes_the_default_security_group(program: Program) -> None:
    group = declared(program).one("DefaultSecurityGroup").inputs
    assert (group["ingress"], group["egress"]) == ([], [])


def test_lets_only_the_functions_reach_the_database(program: Program) -> None:
    rules = declared(program).all("SecurityGroupIngressRule")
    (rule,) = [one.inputs for one in rules if one.inputs["securityGroupId"] == "net-database-id"]
    assert rule["referencedSecurityGroupId"] == "net-functions-id"
    assert (rule["ipProtocol"], rule["fromPort"], rule["toPort"]) == ("tcp", 5432, 5432)
    assert "cidrIpv4" not in rule


def test_lets_the_functions_reach_nothing_but_database_endpoints_and_s3(program: Program) -> None:
    reached = {
        (
            rule.inputs["securityGroupId"],
            rule.inputs.get("referencedSecurityGroupId") or rule.inputs["prefixListId"],
        )
        for rule in declared(program).all("SecurityGroupEgressRule")
    }
    assert reached == {
        ("net-functions-id", "net-database-id"),
        ("net-functions-id", "net-endpoints-id"),
        ("net-functions-id", "pl-s3"),
    }
    assert all("egress" not in group.inputs for group in program.all("SecurityGroup"))


def test_answers_aws_by_private_names(program: Program) -> None:
    endpoint = declared(program).one("VpcEndpoint", "net-secretsmanager").inputs
    assert endpoint["serviceName"] == "com.amazonaws.us-east-1.secretsmanager"
    assert endpoint["privateDnsEnabled"] is True
    assert program.one("Vpc").inputs["enableDnsHostnames"] is True


def test_reaches_s3_by_a_route_of_its_own_table(program: Program) -> None:
    endpoint = declared(program).one("VpcEndpoint", "net-s3").inputs
    assert endpoint["vpcEndpointType"] == "Gateway"
    assert endpoint["routeTableIds"] == ["main-routes"]
