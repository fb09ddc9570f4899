"""The key of sign-in tokens, in KMS. I/O: KMS."""

from typing import Any, Final

import boto3
from botocore.exceptions import ClientError

from services.common.health import AWS_CALL

_ALGORITHM: Final = "HMAC_SHA_256"


class KmsMacKey:
    """A KMS key of usage GENERATE_VERIFY_MAC.

    Source: AWS KMS API reference, GenerateMac and VerifyMac.
    """

    def __init__(self, key_arn: str) -> None:
        self._key_arn = key_arn
        self._kms: Any = boto3.client("kms", config=AWS_CALL)

    def sign(self, message: bytes) -> bytes:
        """The message's authentication code."""
        made = self._kms.generate_mac(Message=message, KeyId=self._key_arn, MacAlgorithm=_ALGORITHM)
        return bytes(made["Mac"])

    def matches(self, message: bytes, mac: bytes) -> bool:
        """Whether the code is the message's own."""
        try:
            checked = self._kms.verify_mac(
                Message=message, KeyId=self._key_arn, MacAlgorithm=_ALGORITHM, Mac=mac
            )
        except ClientError as error:
            if error.response["Error"]["Code"] == "KMSInvalidMacException":
                return False
            raise
        return bool(checked["MacValid"])
