from components.ledger import Ledger, LedgerArgs
from tests.unit.components.recording import Program


def declared(program: Program, keep: bool) -> Program:
    args = LedgerArgs("prod" if keep else "dev", keep)
    return program.run(lambda: Ledger("ledger", args) and None)


def test_is_one_table_with_recovery_to_any_second(program: Program) -> None:
    assert declared(program, keep=True).children("ledger") == [
        "aws:dynamodb/table:Table ledger-table"
    ]
    table = program.one("Table").inputs
    assert table["name"] == "clinical-trial-ledger-prod"
    assert (table["hashKey"], table["rangeKey"]) == ("pk", "sk")
    assert table["pointInTimeRecovery"] == {"enabled": True}
    assert table["ttl"] == {"attributeName": "expires", "enabled": True}


def test_is_protected_twice_outside_dev(program: Program) -> None:
    table = declared(program, keep=True).one("Table")
    assert table.protect
    assert table.retain_on_delete
    assert table.inputs["deletionProtectionEnabled"] is True


def test_can_be_destroyed_in_dev(program: Program) -> None:
    table = declared(program, keep=False).one("Table")
    assert not table.protect
    assert table.inputs["deletionProtectionEnabled"] is False
