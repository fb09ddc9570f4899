from typing import Any

from components.documents import Documents, DocumentsArgs
from tests.unit.components.recording import Program


def declared(program: Program, keep: bool = True) -> Program:
    def declare() -> dict[str, Any]:
        grant = Documents("docs", DocumentsArgs("prod", keep)).grant
        return {"variables": dict(grant.variables), "statements": list(grant.statements)}

    return program.run(declare)


def test_has_a_private_bucket_and_its_lifecycle(program: Program) -> None:
    assert declared(program).children("docs") == [
        "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration docs-lifecycle",
        "clinicaltrial:storage:PrivateBucket docs-files",
    ]
    assert program.one("Bucket").inputs["bucket"] == "clinical-trial-documents-prod"


def test_keeps_the_files_of_a_trial(program: Program) -> None:
    bucket = declared(program).one("Bucket")
    assert bucket.protect
    assert bucket.retain_on_delete
    assert bucket.inputs["forceDestroy"] is False


def test_lets_only_what_the_checks_upload_expire(program: Program) -> None:
    (rule,) = declared(program).one("BucketLifecycleConfiguration").inputs["rules"]
    assert rule["filter"] == {"prefix": "VERIFY/"}


def test_lets_the_service_add_and_read_but_never_delete(program: Program) -> None:
    (statement,) = declared(program).outputs["statements"]
    assert statement["Action"] == ["s3:GetObjectVersion", "s3:PutObject"]
    assert statement["Resource"].endswith(":docs-files-bucket/*")
    assert program.outputs["variables"] == {"DOCUMENTS_BUCKET": "clinical-trial-documents-prod"}
