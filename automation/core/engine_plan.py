"""The engine's saved plan, reduced to what it would do. Pure.

Two previews of one program against one state differ in the order in which resources happened to
register, in random seeds and in ciphertext, which is made anew each time.
"""

import hashlib
import json
from typing import Any, Final

_RANDOM: Final = frozenset({"seed", "ciphertext", "manifest"})
_UNORDERED: Final = frozenset({"dependencies", "propertyDependencies"})


def plan_digest(document: dict[str, Any]) -> str:
    """Digest of a plan that is the same whenever the plan does the same.

    Args:
        document: the file that `pulumi preview --save-plan` writes.
    """
    text = json.dumps(_settled(document), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _settled(value: Any, ordered: bool = True) -> Any:
    if isinstance(value, dict):
        return {
            key: _settled(item, ordered and key not in _UNORDERED)
            for key, item in value.items()
            if key not in _RANDOM
        }
    if isinstance(value, list):
        items = [_settled(item, ordered) for item in value]
        return items if ordered else sorted(items, key=str)
    return value
