"""Plans of runs in the object-locked bucket: written once, never altered. I/O: S3."""

from typing import Any

from botocore.exceptions import ClientError

from automation.core import names
from automation.core.plan import RollbackPlan
from automation.core.plan_document import plan_from_json, plan_to_json
from automation.gateways.aws import client, error_code


class ArchiveGateway:
    """One environment's archive."""

    def __init__(self, environment: str) -> None:
        self.bucket = names.audit_bucket(environment)
        self._s3: Any = client("s3")

    def write_plan(self, run_id: str, plan: RollbackPlan) -> None:
        """Keep a run's plan; one that is there already is left as it is.

        Source: S3 user guide, "How to prevent object overwrites with conditional writes".
        """
        try:
            self._s3.put_object(
                Bucket=self.bucket,
                Key=_key(run_id),
                Body=plan_to_json(plan).encode(),
                ContentType="application/json",
                IfNoneMatch="*",
            )
        except ClientError as error:
            if error_code(error) != "PreconditionFailed":
                raise

    def read_plan(self, run_id: str) -> RollbackPlan | None:
        """A run's plan; None if it was killed before it wrote one.

        Raises:
            OtherVersionError: another version of this tool wrote it, in another format.
        """
        try:
            answer = self._s3.get_object(Bucket=self.bucket, Key=_key(run_id))
        except ClientError as error:
            if error_code(error) == "NoSuchKey":
                return None
            raise
        return plan_from_json(answer["Body"].read().decode())


def _key(run_id: str) -> str:
    return f"runs/{run_id}/plan.json"
