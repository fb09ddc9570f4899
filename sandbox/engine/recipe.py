"""What the engine is made of: versions, and the digest by which a finished one is cached.

I/O: reads the files that the digest covers.
"""

import hashlib
import platform
from importlib.metadata import version
from pathlib import Path
from typing import Final

ENGINE_VERSION: Final = version("pulumi")
"""The command line and the Python SDK are released together, under one version."""
PROVIDER_VERSION: Final = version("pulumi-aws")
LANGUAGE_HOST_VERSION: Final = "3.79.0"
"""Newest release of the SDK's Go module that contains the Python language host."""

GO_MINIMUM: Final = (1, 26, 3)
UPSTREAM_MODULE: Final = "github.com/hashicorp/terraform-provider-aws"
UPSTREAM_VERSION: Final = "v1.60.1-0.20260602190131-5f2286d6d836"
UPSTREAM_SUM: Final = "h1:haLmsj0WF7e6d2TGbk0fbz5qWdA9f8w9sNpMe6J6WqM="
"""Checksum of the module, as `go mod download -json` states it."""

SERVICES: Final = (
    "apigateway",
    "cloudfront",
    "cloudwatch",
    "dynamodb",
    "ec2",
    "events",
    "iam",
    "kms",
    "lambda",
    "logs",
    "meta",
    "rds",
    "route53",
    "s3",
    "scheduler",
    "secretsmanager",
    "sns",
    "sqs",
    "ssm",
    "sts",
    "wafv2",
)
"""Upstream's service packages that stay; what they import stays too."""

GO_SOURCES: Final = Path(__file__).parent / "golang"
PLUGIN: Final = f"resource-aws-v{PROVIDER_VERSION}"
PLUGIN_BINARY: Final = "pulumi-resource-aws"
LANGUAGE_HOST: Final = "pulumi-language-python"
LANGUAGE_HOST_EXEC: Final = "pulumi-language-python-exec"


def digest() -> str:
    """Digest of everything that decides what the engine becomes, as 16 hexadecimal digits."""
    state = hashlib.sha256()
    here = Path(__file__)
    inputs = [here, here.with_name("build.py"), here.with_name("cut.py")]
    inputs += sorted(path for path in GO_SOURCES.rglob("*") if path.is_file())
    for path in inputs:
        state.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    for fact in (ENGINE_VERSION, PROVIDER_VERSION, platform.system(), platform.machine()):
        state.update(fact.encode() + b"\0")
    return state.hexdigest()[:16]
