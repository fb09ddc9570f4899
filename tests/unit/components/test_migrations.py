import json

import pulumi

from automation.core.release import SchemaRange
from components.database import Database, DatabaseArgs
from components.migrations import Migrations, MigrationsArgs
from tests.unit.components.recording import Program


def declared(program: Program) -> Program:
    def declare() -> dict[str, pulumi.Output[SchemaRange]]:
        subnets = [pulumi.Output.from_input("subnet-a")]
        database = Database(
            "db", DatabaseArgs("dev", subnets, "sg-database", 1, 0.5, 4, keep=False)
        )
        args = MigrationsArgs("dev", "us-east-1", subnets, "sg-functions", database, 14)
        return {"schema": Migrations("migrate", args).schema}

    return program.run(declare)


def test_has_a_function_without_an_alias_and_its_call(program: Program) -> None:
    assert declared(program).children("migrate") == [
        "aws:cloudwatch/logGroup:LogGroup migrate-logs",
        "aws:iam/role:Role migrate-role",
        "aws:iam/rolePolicy:RolePolicy migrate-policy",
        "aws:lambda/function:Function migrate-function",
        "aws:lambda/invocation:Invocation migrate-run",
        "aws:sqs/queue:Queue migrate-dead-letters",
    ]
    function = program.one("Function").inputs
    assert function["name"] == "clinical-trial-migrations-dev"
    assert function["handler"] == "services.migrations.handler.handle"


def test_is_called_when_the_database_can_answer(program: Program) -> None:
    call = declared(program).one("Invocation")
    assert {"db-instance-1", "db-connection-value", "migrate-function"} <= set(call.depends_on)


def test_is_called_again_for_other_files_another_cluster_or_another_secret(
    program: Program,
) -> None:
    triggers = declared(program).one("Invocation").inputs["triggers"]
    assert sorted(triggers) == ["cluster", "login", "migrations"]
    assert triggers["cluster"] == "cluster-1"


def test_to_forget_the_call_destroys_nothing(program: Program) -> None:
    assert declared(program).one("Invocation").retain_on_delete


def test_answers_where_the_database_is_and_what_code_works_with_it(program: Program) -> None:
    assert declared(program).outputs["schema"] == SchemaRange(
        head=4, oldest=3, newest=4, needs_code_of=2
    )


def test_may_read_the_owners_password_and_write_the_services_only(program: Program) -> None:
    policy = declared(program).one("RolePolicy").inputs["policy"]
    secrets = {
        one["Action"]: one["Resource"]
        for one in json.loads(policy)["Statement"]
        if "secretsmanager" in str(one["Action"])
    }
    login = "arn:aws:test::123456789012:db-login"
    assert secrets == {
        "secretsmanager:GetSecretValue": [
            "arn:aws:test::123456789012:db-connection",
            "arn:aws:secretsmanager:rds",
            login,
        ],
        "secretsmanager:PutSecretValue": login,
    }
