"""Refuses an engine whose provider and Python SDK disagree.

I/O: reads the schema that the provider generated, and the installed SDK's source.
"""

import importlib.util
import json
import re
from pathlib import Path

from sandbox.engine.compare import differences
from sandbox.engine.errors import EngineError
from sandbox.engine.schema import ProviderSchema
from sandbox.engine.sdk import SdkSources

# Upstream lets a web ACL's and/or/not statements nest three deep, the SDK declares a fourth level.
# Nothing is lost in silence: the provider refuses an input that it does not know. Each level more
# triples the schema.
_LOGIC = r"\.(?:and|or|not)Statement"
_FOURTH_LEVEL = re.compile(
    r"aws:wafv2/webAcl(?:Rule)?:WebAcl(?:Rule)?(?:\.rules\[\])?\.statement"
    rf"(?:{_LOGIC}\.statement(?:s\[\])?){{3}}{_LOGIC}: only the Python SDK has it"
)


def sdk_package() -> Path:
    """Folder of the installed `pulumi_aws`.

    :raises EngineError: when it is not installed.
    """
    found = importlib.util.find_spec("pulumi_aws")
    if found is None or found.origin is None:
        raise EngineError("pulumi_aws is not installed. Run: make setup")
    return Path(found.origin).parent


def unexpected_differences(schema: Path, package: Path) -> list[str]:
    """Differences between a provider's schema document and the SDK, but for the known limit."""
    document = json.loads(schema.read_text("utf-8"))
    found = differences(ProviderSchema(document), SdkSources(package))
    return [line for line in found if _FOURTH_LEVEL.fullmatch(line) is None]


def verify(schema: Path, package: Path) -> None:
    """Refuses a schema that differs from the SDK.

    :raises EngineError: naming each difference.
    """
    found = unexpected_differences(schema, package)
    if found:
        raise EngineError(
            f"The built AWS provider and the Python SDK differ in {len(found)} places, so that "
            "programs would be misunderstood:\n  "
            + "\n  ".join(found)
            + "\nGive these inputs the SDK's names in sandbox/engine/golang/provider/names.go."
        )
