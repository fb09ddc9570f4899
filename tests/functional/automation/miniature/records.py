"""What a run writes to and reads from beside the platform: ledger, release records, archive.

Makes them by boto3, as the program would.
"""

from automation.core import names
from automation.core.release import Release, to_json
from tests.functional.sandbox.clients import Clients


def create(clients: Clients, environment: str) -> None:
    """Create all three; an archive that an earlier platform left is locked, and stays, and with it
    the ledger that knows where the audit in it ends."""
    clients.s3.create_bucket(Bucket=names.releases_bucket(environment))
    archive = names.audit_bucket(environment)
    if archive in {found["Name"] for found in clients.s3.list_buckets()["Buckets"]}:
        return
    create_locked_bucket(clients, archive)
    clients.of("dynamodb").create_table(
        TableName=names.ledger_table(environment),
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[
            {"AttributeName": "pk", "KeyType": "HASH"},
            {"AttributeName": "sk", "KeyType": "RANGE"},
        ],
        AttributeDefinitions=[
            {"AttributeName": "pk", "AttributeType": "S"},
            {"AttributeName": "sk", "AttributeType": "S"},
        ],
    )


def create_locked_bucket(clients: Clients, name: str) -> None:
    """A bucket whose objects nobody can delete for a day."""
    clients.s3.create_bucket(Bucket=name, ObjectLockEnabledForBucket=True)
    clients.s3.put_object_lock_configuration(
        Bucket=name,
        ObjectLockConfiguration={
            "ObjectLockEnabled": "Enabled",
            "Rule": {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": 1}},
        },
    )


def write_newest(clients: Clients, release: Release) -> None:
    """Write a release record as the newest one.

    S3 tells times in whole seconds, so it is written until it is newer than all others.
    """
    bucket, key = names.releases_bucket(release.environment), names.release_key(release.commit)
    newest = False
    while not newest:
        clients.s3.put_object(Bucket=bucket, Key=key, Body=to_json(release).encode())
        listed = clients.s3.list_objects_v2(Bucket=bucket)["Contents"]
        times = {item["Key"]: item["LastModified"] for item in listed}
        newest = all(times[key] > time for other, time in times.items() if other != key)


def remove(clients: Clients, environment: str) -> None:
    """Remove the release records."""
    bucket = names.releases_bucket(environment)
    for item in clients.s3.list_objects_v2(Bucket=bucket).get("Contents", ()):
        clients.s3.delete_object(Bucket=bucket, Key=item["Key"])
    clients.s3.delete_bucket(Bucket=bucket)
