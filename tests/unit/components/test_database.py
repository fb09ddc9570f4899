import json

import pulumi

from components.database import Database, DatabaseArgs
from tests.unit.components.recording import Program


def declared(program: Program, keep: bool = False, instances: int = 1) -> Program:
    def declare() -> None:
        Database(
            "db",
            DatabaseArgs(
                environment="prod" if keep else "dev",
                subnet_ids=[pulumi.Output.from_input("subnet-a")],
                security_group_id="sg-database",
                instances=instances,
                min_capacity=0.5,
                max_capacity=4,
                keep=keep,
            ),
        )

    return program.run(declare)


def test_has_all_its_parts_as_children_named_after_it(program: Program) -> None:
    assert declared(program, instances=2).children("db") == [
        "aws:kms/key:Key db-key",
        "aws:rds/cluster:Cluster db-cluster",
        "aws:rds/clusterInstance:ClusterInstance db-instance-1",
        "aws:rds/clusterInstance:ClusterInstance db-instance-2",
        "aws:rds/clusterParameterGroup:ClusterParameterGroup db-parameters",
        "aws:rds/subnetGroup:SubnetGroup db-subnets",
        "aws:secretsmanager/secret:Secret db-connection",
        "aws:secretsmanager/secret:Secret db-login",
        "aws:secretsmanager/secretVersion:SecretVersion db-connection-value",
    ]


def test_is_named_as_the_written_procedure_names_it(program: Program) -> None:
    cluster = declared(program, keep=True).one("Cluster").inputs
    assert cluster["clusterIdentifier"] == "clinical-trial-prod"
    assert cluster["databaseName"] == "clinical_trial"


def test_is_encrypted_and_keeps_backups_for_35_days(program: Program) -> None:
    cluster = declared(program).one("Cluster").inputs
    assert cluster["storageEncrypted"] is True
    assert cluster["kmsKeyId"].endswith("db-key")
    assert cluster["backupRetentionPeriod"] == 35
    assert cluster["enabledCloudwatchLogsExports"] == ["postgresql"]


def test_is_reached_by_its_security_group_only(program: Program) -> None:
    assert declared(program).one("Cluster").inputs["vpcSecurityGroupIds"] == ["sg-database"]
    assert all("publiclyAccessible" not in one.inputs for one in program.all("ClusterInstance"))


def test_accepts_encrypted_connections_only(program: Program) -> None:
    parameters = declared(program).one("ClusterParameterGroup").inputs["parameters"]
    assert {"name": "rds.force_ssl", "value": "1"} in parameters


def test_knows_no_password(program: Program) -> None:
    cluster = declared(program).one("Cluster").inputs
    assert cluster["manageMasterUserPassword"] is True
    assert "masterPassword" not in cluster


def test_tells_functions_how_to_connect_and_where_the_password_is(program: Program) -> None:
    connection = json.loads(declared(program).one("SecretVersion").inputs["secretString"])
    assert connection == {
        "host": "db.test",
        "port": 5432,
        "dbname": "clinical_trial",
        "username": "clinical_trial_app",
        "password_secret_arn": "arn:aws:test::123456789012:db-login",
    }


def test_the_services_password_is_nowhere_in_the_program(program: Program) -> None:
    """Only the connection has a value, and no password in it: the migrations write the other."""
    value = declared(program).one("SecretVersion")
    assert value.inputs["secretId"] == "db-connection-id"
    assert "password" not in json.loads(value.inputs["secretString"])


def test_is_protected_and_kept_outside_dev(program: Program) -> None:
    declared(program, keep=True, instances=2)
    for kind in ("Cluster", "ClusterInstance", "Key", "Secret"):
        assert all(made.protect and made.retain_on_delete for made in program.all(kind)), kind
    cluster = program.one("Cluster").inputs
    assert (cluster["deletionProtection"], cluster["skipFinalSnapshot"]) == (True, False)


def test_can_be_destroyed_and_made_again_in_dev(program: Program) -> None:
    declared(program)
    assert not any(made.protect for made in program.all("Cluster") + program.all("Secret"))
    cluster = program.one("Cluster").inputs
    assert (cluster["deletionProtection"], cluster["skipFinalSnapshot"]) == (False, True)
    assert [one.inputs["recoveryWindowInDays"] for one in program.all("Secret")] == [0, 0]
