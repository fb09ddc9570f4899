"""The web ACL in front of the distribution. I/O: WAFv2 in us-east-1.

Source: AWS WAF API reference, GetWebACL, UpdateWebACL (LockToken, WAFOptimisticLockException) and
ListWebACLs.
"""

from functools import cached_property
from typing import Any, Final

from botocore.exceptions import ClientError

from automation.core import names, web_acl
from automation.core.doors import FIREWALL, DoorMovedError, Seen, closed_acl
from automation.core.errors import UnreachableReleaseError
from automation.gateways.aws import GLOBAL_REGION, client, error_code

SCOPE: Final = "CLOUDFRONT"


class FirewallDoor:
    """The platform's edge.

    Args:
        environment: its name.
        acl_id: of its web ACL, as the release record has it; None looks it up by its name.
    """

    part = FIREWALL

    def __init__(self, environment: str, acl_id: str | None) -> None:
        self._name = names.web_acl(environment)
        self._known_id = acl_id

    @property
    def resource(self) -> str:
        """What it is in AWS."""
        return f"web ACL {self._name} ({self._acl_id})"

    def read(self) -> Seen:
        """Its whole configuration, and the token that an update has to name."""
        answer = self._wafv2.get_web_acl(**self._place)
        acl = web_acl.configuration(answer["WebACL"])
        return Seen(web_acl.to_text(acl), answer["LockToken"])

    def close(self, seen: Seen, former: str) -> None:
        """Block every request.

        Args:
            seen: as it was read just now.
            former: as it was before anybody closed it.

        Raises:
            DoorMovedError: it was changed since it was read.
        """
        self._write(closed_acl(former), seen.token)

    def open(self, seen: Seen, former: str) -> None:
        """Put back exactly what it was.

        Raises:
            DoorMovedError: it was changed since it was read.
        """
        self._write(former, seen.token)

    def _write(self, configuration: str, token: str) -> None:
        try:
            self._wafv2.update_web_acl(
                **self._place, **web_acl.from_text(configuration), LockToken=token
            )
        except ClientError as error:
            if error_code(error) == "WAFOptimisticLockException":
                raise DoorMovedError from error
            raise

    @property
    def _place(self) -> dict[str, str]:
        return {"Name": self._name, "Scope": SCOPE, "Id": self._acl_id}

    @cached_property
    def _acl_id(self) -> str:
        if self._known_id is not None:
            return self._known_id
        marker: dict[str, str] = {}
        while True:
            answer = self._wafv2.list_web_acls(Scope=SCOPE, Limit=100, **marker)
            for acl in answer["WebACLs"]:
                if acl["Name"] == self._name:
                    return str(acl["Id"])
            if not answer.get("NextMarker"):
                raise UnreachableReleaseError(f"There is no web ACL {self._name}.")
            marker = {"NextMarker": answer["NextMarker"]}

    @cached_property
    def _wafv2(self) -> Any:
        return client("wafv2", GLOBAL_REGION)
