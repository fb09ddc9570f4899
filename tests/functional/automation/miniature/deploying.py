"""A deployment that writes what the program writes, in its order. I/O: AWS, by the variables.

It asks for the hold first, as the program does, then moves aliases without asking for their
revision, as the provider does, writes the files with the page last, and leaves its record.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from automation.core import names
from automation.core.release import Release, to_json
from automation.gateways.aws import client
from automation.gateways.ledger import LedgerGateway


@dataclass(frozen=True)
class Deployed:
    """What a deployment brings.

    Attributes:
        versions: function -> published version.
        files: key -> contents, the page last.
        release: its record, but for the version ids of its files.
    """

    versions: Mapping[str, str]
    files: Mapping[str, str]
    release: Release


class Deployer:
    """Deploys to one environment; its clients are made at once and have no connection yet."""

    def __init__(self, environment: str) -> None:
        self.environment = environment
        self._ledger = LedgerGateway(environment)
        self._lambda, self._s3 = client("lambda"), client("s3")

    def deploy(self, wanted: Deployed) -> str:
        """Deploy; gives `deployed`, or `held` where the hold refused it."""
        if self._ledger.read_hold() is not None:
            return "held"
        for name, version in wanted.versions.items():
            self._lambda.update_alias(
                FunctionName=name,
                Name=names.ALIAS,
                FunctionVersion=version,
                RoutingConfig={"AdditionalVersionWeights": {}},
            )
        for key, text in wanted.files.items():
            bucket = names.frontend_bucket(self.environment)
            self._s3.put_object(Bucket=bucket, Key=key, Body=text.encode())
        self._s3.put_object(
            Bucket=names.releases_bucket(self.environment),
            Key=names.release_key(wanted.release.commit),
            Body=to_json(wanted.release).encode(),
        )
        return "deployed"
