"""What one service gets beside what all have: variables, and rights to its own resources. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pulumi


@dataclass(frozen=True)
class Grant:
    """Environment variables that name resources, and the policy statements that open them."""

    variables: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    statements: Sequence[Mapping[str, Any]] = ()
