"""How connections are encrypted; connecting itself is tested on a real PostgreSQL."""

import ssl
from pathlib import Path

import botocore
import pytest

from services.common.database import AUTHORITIES_VARIABLE, encryption

# Any file with authorities will do.
AUTHORITIES = Path(botocore.__file__).with_name("cacert.pem")


def test_within_the_machine_nothing_is_encrypted() -> None:
    assert [encryption(host) for host in ("127.0.0.1", "::1", "localhost")] == [False] * 3


def test_beyond_the_machine_an_unencrypted_connection_is_not_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The driver gives up when it is handed a context and the server refuses TLS."""
    monkeypatch.delenv(AUTHORITIES_VARIABLE, raising=False)
    assert isinstance(encryption("db.cluster.rds.amazonaws.com"), ssl.SSLContext)
    assert isinstance(encryption("10.0.0.7"), ssl.SSLContext)


def test_with_authorities_certificate_and_name_are_verified(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(AUTHORITIES_VARIABLE, str(AUTHORITIES))
    context = encryption("db.cluster.rds.amazonaws.com")
    assert isinstance(context, ssl.SSLContext)
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)


def test_authorities_that_are_not_there_are_an_error_and_no_excuse(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(AUTHORITIES_VARIABLE, str(tmp_path / "gone.pem"))
    with pytest.raises(FileNotFoundError):
        encryption("db.cluster.rds.amazonaws.com")
