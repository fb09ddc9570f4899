from components.records import Records, RecordsArgs
from tests.unit.components.recording import Program


def declared(program: Program, keep: bool) -> Program:
    args = RecordsArgs(environment="prod" if keep else "dev", audit_retention_days=2555, keep=keep)
    return program.run(lambda: Records("records", args) and None)


def test_has_a_releases_and_a_locked_audit_bucket(program: Program) -> None:
    assert declared(program, keep=True).children("records") == [
        "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration records-audit-lock",
        "clinicaltrial:storage:PrivateBucket records-audit",
        "clinicaltrial:storage:PrivateBucket records-releases",
    ]
    names = {one.name: one.inputs["bucket"] for one in program.all("Bucket")}
    assert names == {
        "records-audit-bucket": "clinical-trial-audit-prod",
        "records-releases-bucket": "clinical-trial-releases-prod",
    }


def test_no_one_can_shorten_the_retention_of_an_audit_record_outside_dev(
    program: Program,
) -> None:
    lock = declared(program, keep=True).one("BucketObjectLockConfiguration").inputs
    assert lock["rule"]["defaultRetention"] == {"mode": "COMPLIANCE", "days": 2555}


def test_dev_can_be_destroyed_with_its_audit_records(program: Program) -> None:
    lock = declared(program, keep=False).one("BucketObjectLockConfiguration").inputs
    assert lock["rule"]["defaultRetention"]["mode"] == "GOVERNANCE"
    assert all(bucket.inputs["forceDestroy"] for bucket in program.all("Bucket"))


def test_only_the_audit_bucket_is_made_with_object_lock(program: Program) -> None:
    declared(program, keep=True)
    locked = [one.name for one in program.all("Bucket") if one.inputs["objectLockEnabled"]]
    assert locked == ["records-audit-bucket"]
