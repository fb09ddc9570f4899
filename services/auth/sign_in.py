"""Signing in: a user and a password for a token. I/O: the database.

Whatever is wrong, the answer is the same and takes as long: it does not tell which names exist.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from services.auth import verification
from services.auth.lockout import after_failure, is_locked
from services.auth.passwords import NOBODYS, hashed, matches
from services.common.rows import Transaction
from services.common.tokens import Claims

TOKEN_SECONDS: Final = 15 * 60


@dataclass(frozen=True)
class _Account:
    role: str
    site: str
    kept: str | None
    failures: int
    locked_until: datetime | None
    disabled: bool


def sign_in(transaction: Transaction, user: str, password: str, now: float) -> Claims | None:
    """Whom the password is of; None if it is not, or may not be used now.

    Args:
        transaction: counts failures too, so it has to be committed either way.
        user: a name that may not exist.
        password: what was typed.
        now: seconds since 1970.
    """
    account = _account(transaction, user)
    right = matches(password, (account and account.kept) or NOBODYS)
    if account is None or account.disabled:
        return None
    if user == verification.USER:
        right = right or _renew(transaction, password)
    elif is_locked(account.locked_until, _moment(now)):
        return None
    if not right:
        _count_failure(transaction, user, account, now)
        return None
    _forget_failures(transaction, user, account)
    return Claims(user, int(now) + TOKEN_SECONDS, account.role, account.site)


def _account(transaction: Transaction, user: str) -> _Account | None:
    """Locked until the end of the transaction: no two attempts are counted as one."""
    rows = transaction.run(
        "SELECT role, coalesce(site_code, ''), password_hash, failed_attempts, locked_until, "
        "disabled FROM users WHERE name = :name FOR UPDATE",
        name=user,
    )
    return _Account(*rows[0]) if rows else None


def _renew(transaction: Transaction, password: str) -> bool:
    """Take over the verification user's password where a new one is in the secret."""
    if not verification.is_current(password):
        return False
    transaction.run(
        "UPDATE users SET password_hash = :kept WHERE name = :name",
        kept=hashed(password),
        name=verification.USER,
    )
    return True


def _count_failure(transaction: Transaction, user: str, account: _Account, now: float) -> None:
    failures, locked_until = after_failure(account.failures, _moment(now))
    transaction.run(
        "UPDATE users SET failed_attempts = :failures, locked_until = :until WHERE name = :name",
        failures=failures,
        until=locked_until,
        name=user,
    )


def _forget_failures(transaction: Transaction, user: str, account: _Account) -> None:
    if account.failures or account.locked_until:
        transaction.run(
            "UPDATE users SET failed_attempts = 0, locked_until = NULL WHERE name = :name",
            name=user,
        )


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
