"""The settings that an old program is run with. Pure.

By default the commit's own settings with today's secrets: a password that was rotated since must
not come back. Who may approve and which accounts may be touched is today's in any case.
"""

from collections.abc import Mapping
from typing import Any, Final, Literal

Choice = Literal["release", "today"]
CHOICES: Final[tuple[Choice, ...]] = ("release", "today")

_ENCRYPTION: Final = ("secretsprovider", "encryptedkey", "encryptionsalt")
_GOVERNANCE: Final = frozenset({"roles", "allowedAccountIds", "protectedBranch", "decisionMatrix"})
# Today's too, as far as the old program knows them: it refuses a setting that it does not.
_AS_FAR_AS_KNOWN: Final = frozenset(
    {
        "githubRepository",
        "githubPeople",
        "githubProviderArn",
        "notifications",
        "contacts",
        "automaticRollback",
    }
)


def settings_for(
    release: Mapping[str, Any], today: Mapping[str, Any], choice: Choice
) -> dict[str, Any]:
    """The stack's settings file for a run.

    Args:
        release: `Pulumi.<stack>.yaml` of the target commit, read.
        today: the same of the commit that is deployed.
        choice: `today` takes today's settings whole.
    """
    if choice == "today":
        return dict(today)
    merged = {key: value for key, value in release.items() if key not in _ENCRYPTION}
    merged |= {key: today[key] for key in _ENCRYPTION if key in today}
    merged["config"] = _merged_config(release.get("config") or {}, today.get("config") or {})
    return merged


def _merged_config(release: Mapping[str, Any], today: Mapping[str, Any]) -> dict[str, Any]:
    """The release's plain values. A secret that is no longer set today can't be decrypted with
    today's key, so it is left out and the program says what it misses."""
    plain = {
        key: value
        for key, value in release.items()
        if not _is_secret(value) and _name(key) not in _AS_FAR_AS_KNOWN
    }
    todays = {
        key: value
        for key, value in today.items()
        if _is_secret(value)
        or _name(key) in _GOVERNANCE
        or (_name(key) in _AS_FAR_AS_KNOWN and key in release)
    }
    return plain | todays


def _name(key: str) -> str:
    return key.rpartition(":")[2]


def _is_secret(value: Any) -> bool:
    if isinstance(value, Mapping):
        return "secure" in value or any(_is_secret(item) for item in value.values())
    if isinstance(value, list):
        return any(_is_secret(item) for item in value)
    return False
