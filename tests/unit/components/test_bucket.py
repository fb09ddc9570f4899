from components.bucket import PrivateBucket, PrivateBucketArgs
from tests.unit.components.recording import Program


def declared(program: Program, keep: bool = True) -> Program:
    return program.run(lambda: PrivateBucket("b", PrivateBucketArgs("the-bucket", keep)) and None)


def test_has_all_its_parts_as_children_named_after_it(program: Program) -> None:
    assert declared(program).children("b") == [
        "aws:s3/bucket:Bucket b-bucket",
        "aws:s3/bucketOwnershipControls:BucketOwnershipControls b-ownership",
        "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock b-public-access",
        "aws:s3/bucketServerSideEncryptionConfiguration:"
        "BucketServerSideEncryptionConfiguration b-encryption",
        "aws:s3/bucketVersioning:BucketVersioning b-versioning",
    ]


def test_is_versioned_encrypted_and_closed(program: Program) -> None:
    declared(program)
    versioning = program.one("BucketVersioning").inputs
    assert versioning["versioningConfiguration"] == {"status": "Enabled"}
    closed = program.one("BucketPublicAccessBlock").inputs
    assert all(closed[key] for key in closed if key != "bucket")
    assert len(closed) == 5
    assert program.one("BucketServerSideEncryptionConfiguration").inputs["rules"]


def test_is_protected_and_kept_with_its_versions(program: Program) -> None:
    declared(program)
    for made in (program.one("Bucket"), program.one("BucketVersioning")):
        assert made.protect
        assert made.retain_on_delete
    assert program.one("Bucket").inputs["forceDestroy"] is False


def test_goes_with_its_objects_where_nothing_is_kept(program: Program) -> None:
    bucket = declared(program, keep=False).one("Bucket")
    assert not bucket.protect
    assert bucket.inputs["forceDestroy"] is True
