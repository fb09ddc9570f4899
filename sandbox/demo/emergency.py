"""The demo's third story: a lock-down and its undoing.

I/O: commands on a stage of its own, HTTP to its gateways, one console.
"""

import json
import re
from typing import Any, Final

from automation.core.names import rest_api, web_acl
from sandbox.demo import breakage
from sandbox.demo.aws import alias_versions, client
from sandbox.demo.errors import DemoError
from sandbox.demo.look import HEALTH_PATH, get, look
from sandbox.demo.screen import Screen, matching
from sandbox.demo.shown import UP
from sandbox.demo.stage import Stage
from sandbox.demo.telling import Telling

EMERGENCY: Final = ("python", "-m", "automation.emergency")
INCIDENT: Final = ("--incident", "SEC-2026-11", "--reason", "A key of the deployment was stolen")
UNLOCK: Final = (*EMERGENCY, "unlock", "prod", "--reason", "The key is revoked", "--yes")
APPROVAL_REQUIRED: Final = 6
FORBIDDEN: Final = 403
TOO_MANY: Final = 429
_REFUSAL: Final = matching(r"^    (error: prod is (held|locked down)|Nothing was deployed)")


class EmergencyStory(Telling):
    """One telling."""

    def __init__(self, stage: Stage, screen: Screen) -> None:
        super().__init__(stage, screen)
        self._site = stage.server.site("prod")

    def tell(self) -> None:
        """All of it.

        Raises:
            ClaimError: something that it claims is not so.
            DemoError: a step could not be done.
        """
        secure = self.deploy()
        before = self.configuration()
        self.lock_down(before)
        self.look_as_users_do(secure)
        self.try_to_deploy()
        self.check_evidence()
        self.unlock(before)
        self.close()

    def deploy(self) -> dict[str, str]:
        """A release that is marked secure, and one after it that is not; the first's versions."""
        shop = self._stage.workshop
        self._screen.act(
            "1  Two releases",
            "The first was looked through and is marked secure; nobody has looked at the second.",
        )
        self._shown.set_up("prod")
        self._shown.deploy("prod")
        versions = alias_versions(self._stage, "prod")
        marked = self._shown.run(
            *("python", "-m", "automation.releases", "mark-secure", "prod", shop.head()[:12]),
            *("--reason", "Looked through by the security team"),
        )
        self._screen.claim("it is marked secure", marked.code == 0)
        breakage.write_release_b(shop.folder)
        shop.commit(breakage.MESSAGE)
        self._shown.deploy("prod")
        moved = alias_versions(self._stage, "prod") != versions
        self._screen.claim("the second release is live", moved)
        return versions

    def lock_down(self, before: tuple[Any, ...]) -> None:
        """One command; nobody is asked."""
        self._screen.act(
            "2  Lock-down",
            "A key was stolen. One command closes the edge and the API at once, and only then holds"
            "\nthe environment, keeps the evidence and goes back to the release marked secure.",
        )
        ran = self._shown.run(*EMERGENCY, "lockdown", "prod", *INCIDENT, "--times")
        self._screen.claim("exit code 0: everything is closed and done", ran.code == 0, ran.said)
        self._screen.claim("the configuration is another one", self.configuration() != before)
        self._screen.claim(
            "a signature of the security team is owed", "signature by security-team" in ran.said
        )

    def look_as_users_do(self, secure: dict[str, str]) -> None:
        """At the edge, and at the API's own address."""
        self._screen.act(
            "3  Users", "Through the edge, and at the API's own address, which has no firewall."
        )
        self._claim_status("the page at the edge", get(self._site)[0], FORBIDDEN)
        self._claim_status("the API at the edge", get(self._site + HEALTH_PATH)[0], FORBIDDEN)
        self._claim_status("the API at its own address", self._ask_api(), TOO_MANY)
        versions = alias_versions(self._stage, "prod")
        self._screen.claim(
            "behind the closed doors every alias is at the release marked secure",
            versions == secure,
            versions,
        )

    def try_to_deploy(self) -> None:
        """Nobody opens it by accident."""
        self._screen.act(
            "4  It stays closed", "The engine would put the firewall and the throttle back."
        )
        locked = self.configuration()
        refused = self._shown.run(*UP, "prod", keep=_REFUSAL)
        said = " ".join(refused.said.split())
        self._screen.claim(
            "pulumi up is refused, with who, why and how to open it",
            refused.code != 0 and INCIDENT[1] in said and "automation.emergency unlock" in said,
            refused.said,
        )
        self._screen.claim("nothing was changed", self.configuration() == locked)

    def check_evidence(self) -> None:
        """What is left for those who investigate."""
        self._screen.act("5  Evidence", "Kept under object lock; its digests are in the audit.")
        self._shown.run(*EMERGENCY, "status", "prod")
        told = self._shown.run(*EMERGENCY, "contacts", "prod").said
        self._screen.claim(
            "whom to call, in this order, from the release that is deployed",
            0 <= told.find("Primary") < told.find("Secondary") < told.find("Escalation"),
            told,
        )
        verified = self._shown.run("python", "-m", "automation.audit", "verify", "prod")
        found = re.search(r"(\d+) pieces of evidence, each as it was kept", verified.said)
        self._screen.claim(
            f"{found[1] if found else 'no'} pieces of evidence, each as it was kept",
            verified.code == 0 and found is not None,
            verified.said,
        )

    def unlock(self, before: tuple[Any, ...]) -> None:
        """Two people, and exactly what it was."""
        self._screen.act("6  Open again", "Another person agrees to exactly what would come back.")
        asked = self._shown.run(*UNLOCK)
        self._screen.claim("exit code 6: another person approves", asked.code == APPROVAL_REQUIRED)
        self._claim_status("still: the page at the edge", get(self._site)[0], FORBIDDEN)
        digest = re.search(r"automation\.approve prod ([0-9a-f]+)", asked.said)
        if digest is None:
            raise DemoError("It did not say which digest to approve.")
        approve = ("python", "-m", "automation.approve", "prod", digest[1])
        self._shown.run(*approve, "--reason", "The key is revoked", "--yes", as_="approver")
        opened = self._shown.run(*UNLOCK)
        self._screen.claim("exit code 0", opened.code == 0, opened.said)
        self._screen.claim(
            "web ACL and throttles are byte by byte what they were",
            _bytes(self.configuration()) == _bytes(before),
        )
        seen = look(self._site)
        self._screen.claim("users are served again", seen.is_well, seen)
        self._claim_status("the API at its own address", self._ask_api(), 200)

    def configuration(self) -> tuple[Any, ...]:
        """The web ACL, without the token that every change renews, and the stage's settings."""
        wafv2 = client(self._stage, "wafv2")
        listed = wafv2.list_web_acls(Scope="CLOUDFRONT")["WebACLs"]
        found = next(acl for acl in listed if acl["Name"] == web_acl("prod"))
        place = {"Name": found["Name"], "Id": found["Id"], "Scope": "CLOUDFRONT"}
        acl = {**wafv2.get_web_acl(**place)["WebACL"], "LockToken": ""}
        stage = client(self._stage, "apigateway").get_stage(
            restApiId=self._api_id(), stageName="prod"
        )
        return acl, stage["methodSettings"]

    def _api_id(self) -> str:
        listed = client(self._stage, "apigateway").get_rest_apis()["items"]
        return str(next(api["id"] for api in listed if api["name"] == rest_api("prod")))

    def _ask_api(self) -> int:
        host = f"{self._api_id()}.execute-api.us-east-1.amazonaws.com"
        status, _, _ = get(f"{self._site}/prod{HEALTH_PATH}", {"Host": host})
        return status

    def _claim_status(self, what: str, found: int, wanted: int) -> None:
        self._screen.claim(f"{what} answers {wanted}", found == wanted, found)


def _bytes(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=repr)
