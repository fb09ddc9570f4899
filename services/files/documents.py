"""What is known of each file: size, digest, who and when. I/O: the database."""

import hashlib
from dataclasses import dataclass
from typing import Any

from services.common.audit_log import record
from services.common.refusals import BadRequestError, ConflictError
from services.common.rows import Transaction
from services.common.timestamps import shown
from services.common.tokens import Claims


@dataclass(frozen=True)
class Upload:
    """A file as it was sent."""

    key: str
    content: bytes
    content_type: str

    @property
    def sha256(self) -> str:
        """Digest of the content."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Document:
    """A file that is kept."""

    key: str
    version: int
    object_version: str
    content_type: str
    size: int
    sha256: str
    uploaded_at: str
    uploaded_by: str

    def shown(self) -> dict[str, Any]:
        """What callers see of it."""
        return {
            "key": self.key,
            "version": self.version,
            "content_type": self.content_type,
            "size": self.size,
            "sha256": self.sha256,
            "uploaded_at": self.uploaded_at,
            "uploaded_by": self.uploaded_by,
        }


def add(
    transaction: Transaction, caller: Claims, site: str, upload: Upload, object_version: str
) -> Document:
    """Record an upload as the next version of its key.

    Raises:
        ConflictError: the same key was uploaded at the same time.
    """
    rows = transaction.run(
        "INSERT INTO documents (site_code, key, version, object_version, content_type, size, "
        "sha256, uploaded_by) SELECT :site, :key, coalesce(max(version), 0) + 1, :object_version, "
        ":content_type, :size, :sha256, :by FROM documents WHERE site_code = :site AND key = :key "
        "ON CONFLICT DO NOTHING RETURNING version, uploaded_at",
        site=site,
        key=upload.key,
        object_version=object_version,
        content_type=upload.content_type,
        size=len(upload.content),
        sha256=upload.sha256,
        by=caller.subject,
    )
    if not rows:
        raise ConflictError(f"{upload.key} is being uploaded by somebody else: try again.")
    version, uploaded_at = rows[0]
    document = Document(
        key=upload.key,
        version=version,
        object_version=object_version,
        content_type=upload.content_type,
        size=len(upload.content),
        sha256=upload.sha256,
        uploaded_at=shown(uploaded_at),
        uploaded_by=caller.subject,
    )
    record(transaction, caller, "write", f"files/{site}/{upload.key}", after=document.shown())
    return document


def latest(transaction: Transaction, caller: Claims, site: str, key: str) -> Document:
    """The newest version of a key; that it is read is recorded.

    Raises:
        BadRequestError: there is none at the site.
    """
    rows = transaction.run(
        "SELECT key, version, object_version, content_type, size, sha256, uploaded_at, uploaded_by "
        "FROM documents WHERE site_code = :site AND key = :key ORDER BY version DESC LIMIT 1",
        site=site,
        key=key,
    )
    if not rows:
        raise BadRequestError(f"There is no file {key} at your site.")
    found, version, object_version, content_type, size, sha256, uploaded_at, uploaded_by = rows[0]
    document = Document(
        key=found,
        version=version,
        object_version=object_version,
        content_type=content_type,
        size=size,
        sha256=sha256,
        uploaded_at=shown(uploaded_at),
        uploaded_by=uploaded_by,
    )
    record(transaction, caller, "read", f"files/{site}/{key}", after=document.shown())
    return document
