"""A VPC without any way to the internet: functions reach the database and AWS's endpoints only."""

import ipaddress
from dataclasses import dataclass
from typing import final

import pulumi
import pulumi_aws as aws

POSTGRESQL_PORT = 5432
HTTPS_PORT = 443
# What the functions call at run time. Logs, traces and dead letters are sent by Lambda itself.
ENDPOINT_SERVICES = ("secretsmanager", "kms", "sns")


@dataclass(frozen=True)
class NetworkArgs:
    """Range and zones of the VPC."""

    region: str
    cidr: str
    zones: tuple[str, str]


@final
class Network(pulumi.ComponentResource):
    """VPC, private subnets in two zones, closed security groups and interface endpoints."""

    def __init__(
        self, name: str, args: NetworkArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("clinicaltrial:network:Network", name, None, opts)
        self._child = pulumi.ResourceOptions(parent=self)
        self.vpc = self._create_vpc(name, args)
        self._close_default_security_group(name)
        self.subnets = self._create_subnets(name, args)
        self.function_group = self._create_group(name, "functions", "the platform's functions")
        self.database_group = self._create_group(name, "database", "the Aurora cluster")
        self.endpoint_group = self._create_group(name, "endpoints", "AWS's interface endpoints")
        self._connect(name, "database", self.database_group, POSTGRESQL_PORT)
        self._connect(name, "endpoints", self.endpoint_group, HTTPS_PORT)
        self._create_endpoints(name, args)
        self._connect_to_s3(name, args)
        self.register_outputs({"vpc_id": self.vpc.id, "subnet_ids": self.subnet_ids})

    @property
    def subnet_ids(self) -> list[pulumi.Output[str]]:
        """Ids of the private subnets."""
        return [subnet.id for subnet in self.subnets]

    def _create_vpc(self, name: str, args: NetworkArgs) -> aws.ec2.Vpc:
        return aws.ec2.Vpc(
            f"{name}-vpc",
            cidr_block=args.cidr,
            enable_dns_support=True,
            enable_dns_hostnames=True,  # private names of the interface endpoints need it
            tags={"Name": name},
            opts=self._child,
        )

    def _close_default_security_group(self, name: str) -> None:
        """Without rules: whatever lands in the default group by mistake reaches nothing."""
        aws.ec2.DefaultSecurityGroup(
            f"{name}-default", vpc_id=self.vpc.id, ingress=[], egress=[], opts=self._child
        )

    def _create_subnets(self, name: str, args: NetworkArgs) -> list[aws.ec2.Subnet]:
        halves = ipaddress.IPv4Network(args.cidr).subnets(prefixlen_diff=1)
        return [
            aws.ec2.Subnet(
                f"{name}-{zone}",
                vpc_id=self.vpc.id,
                cidr_block=str(half),
                availability_zone=zone,
                tags={"Name": f"{name}-{zone}"},
                opts=self._child,
            )
            for zone, half in zip(args.zones, halves, strict=True)
        ]

    def _create_group(self, name: str, role: str, whose: str) -> aws.ec2.SecurityGroup:
        return aws.ec2.SecurityGroup(
            f"{name}-{role}",
            description=f"Closed group of {whose}",
            vpc_id=self.vpc.id,
            tags={"Name": f"{name}-{role}"},
            opts=self._child,
        )

    def _connect(self, name: str, role: str, group: aws.ec2.SecurityGroup, port: int) -> None:
        """Let the functions reach a group at one port."""
        aws.vpc.SecurityGroupEgressRule(
            f"{name}-functions-to-{role}",
            security_group_id=self.function_group.id,
            referenced_security_group_id=group.id,
            ip_protocol="tcp",
            from_port=port,
            to_port=port,
            opts=self._child,
        )
        aws.vpc.SecurityGroupIngressRule(
            f"{name}-{role}-from-functions",
            security_group_id=group.id,
            referenced_security_group_id=self.function_group.id,
            ip_protocol="tcp",
            from_port=port,
            to_port=port,
            opts=self._child,
        )

    def _create_endpoints(self, name: str, args: NetworkArgs) -> None:
        for service in ENDPOINT_SERVICES:
            aws.ec2.VpcEndpoint(
                f"{name}-{service}",
                vpc_id=self.vpc.id,
                service_name=f"com.amazonaws.{args.region}.{service}",
                vpc_endpoint_type="Interface",
                private_dns_enabled=True,
                subnet_ids=self.subnet_ids,
                security_group_ids=[self.endpoint_group.id],
                opts=self._child,
            )

    def _connect_to_s3(self, name: str, args: NetworkArgs) -> None:
        """By a gateway: it is a route of the VPC's own table, and costs nothing.

        Source: Amazon VPC AWS PrivateLink guide, "Gateway endpoints for Amazon S3".
        """
        gateway = aws.ec2.VpcEndpoint(
            f"{name}-s3",
            vpc_id=self.vpc.id,
            service_name=f"com.amazonaws.{args.region}.s3",
            vpc_endpoint_type="Gateway",
            route_table_ids=[self.vpc.default_route_table_id],
            opts=self._child,
        )
        aws.vpc.SecurityGroupEgressRule(
            f"{name}-functions-to-s3",
            security_group_id=self.function_group.id,
            prefix_list_id=gateway.prefix_list_id,
            ip_protocol="tcp",
            from_port=HTTPS_PORT,
            to_port=HTTPS_PORT,
            opts=self._child,
        )
