"""The demo's story, act by act. Each act does something, shows it, and checks what it claims.

I/O: commands on a stage of its own, HTTP to its gateways, one console.
"""

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from automation.core.names import function_name
from sandbox.demo import breakage
from sandbox.demo.aws import alias_versions, current_files, file_versions, read_steps
from sandbox.demo.command import Ran
from sandbox.demo.errors import DemoError
from sandbox.demo.look import HEALTH_PATH, Seen, get, look
from sandbox.demo.screen import matching
from sandbox.demo.shown import UP
from sandbox.demo.telling import Telling
from sandbox.demo.watch import Watch

ROLLBACK: Final = ("python", "-m", "automation.rollback", "prod", "--to")
REASON: Final = "Blank page and failing health since the consent release"
APPROVAL_REQUIRED: Final = 6
_REFUSAL: Final = matching(r"^    (error: prod is held|Nothing was deployed)")


class Story(Telling):
    """One telling."""

    def tell(self) -> None:
        """All of it.

        Raises:
            ClaimError: something that it claims is not so.
            DemoError: a step could not be done.
        """
        release_a = self.deploy_a()
        self.deploy_b()
        self.show_failure()
        digest = self.ask(release_a)
        self.approve(digest)
        self.take_back(release_a)
        self.try_to_deploy()
        self.close()

    def deploy_a(self) -> str:
        """Release A to dev and prod, at once."""
        commit = self._stage.workshop.head()
        self._screen.act(
            "1  Release A",
            f"Commit {commit[:12]} goes to dev and prod at once: the real Pulumi engine and the "
            "real AWS provider\nagainst a local AWS. A minute and a half, most of which the "
            "provider waits, as it does on AWS.",
        )
        self._shown.set_up("dev", "prod")
        self._shown.deploy("dev", "prod")
        for environment in ("dev", "prod"):
            self._claim_well(environment)
        clean = self._stage.workshop.is_clean()
        self._screen.claim("the repository is as clean as before", clean)
        return commit

    def deploy_b(self) -> None:
        """A change that looks harmless, to prod."""
        shop = self._stage.workshop
        breakage.write_release_b(shop.folder)
        shop.commit(breakage.MESSAGE)
        self._screen.act(
            "2  Release B",
            "Two services, two files of the site, an alarm and a setting. It looks harmless.",
        )
        self._screen.typed(("git", "show", "--stat", "--format=%h %s"), "requester")
        self._screen.console.print(
            shop.git("show", "--stat", "--format=%h %s").rstrip(), highlight=False, style="dim"
        )
        before = self._versions()
        self._shown.deploy("prod")
        moved = {name for name, version in self._versions().items() if version != before[name]}
        expected = {function_name(service, "prod") for service in ("api", "reports")}
        self._screen.claim("of five functions only api and reports moved", moved == expected, moved)

    def show_failure(self) -> None:
        """What users of prod get."""
        self._screen.act("3  Users notice", "Through the gateway, as a browser would.")
        url = self._stage.server.site("prod")
        status, body, _ = get(url + HEALTH_PATH)
        self._screen.typed(("curl", url + HEALTH_PATH), "user")
        self._screen.console.print(f"  {status} {body.decode()}", style="red", highlight=False)
        seen = self._look_until(lambda seen: bool(seen.broken))
        self._screen.claim(
            f"/api/health answers 503: {', '.join(seen.failing)}",
            seen.health == 503 and breakage.MISSING_SETTING in "".join(seen.failing),
            seen,
        )
        self._screen.claim(
            f"the page is blank: its script {', '.join(seen.broken)} is no script",
            breakage.MISSING_SCRIPT in "".join(seen.broken),
            seen,
        )

    def ask(self, release_a: str) -> str:
        """The rollback is typed; prod wants a second person."""
        self._screen.act(
            "4  One command",
            "The requester types the rollback. It reads what is live, previews the "
            "infrastructure,\nshows the plan, changes nothing, and says who has to agree.",
        )
        before = self._versions()
        asked = self._shown.run(*ROLLBACK, release_a[:12], "--reason", REASON)
        self._screen.claim(
            "exit code 6: the approval of another person is required",
            asked.code == APPROVAL_REQUIRED,
        )
        self._screen.claim("nothing was changed", self._versions() == before)
        found = re.search(r"automation\.approve prod ([0-9a-f]+)", asked.said)
        if found is None:
            raise DemoError("The rollback did not say which digest to approve.")
        return found[1]

    def approve(self, digest: str) -> None:
        """Another person agrees to exactly that plan."""
        self._screen.act(
            "5  A second person", "The digest covers the plan and everything that it was made from."
        )
        command = ("python", "-m", "automation.approve", "prod", digest)
        reason = ("--reason", "Seen it: the page is blank")
        signed = self._shown.run(*command, *reason, "--yes", as_="approver")
        self._screen.claim("approved by another person", signed.code == 0)

    def take_back(self, release_a: str) -> None:
        """The same command again, while users keep looking."""
        self._screen.act(
            "6  The way back",
            "The same command again. It takes the lease, reads anew what was agreed to, and goes on"
            "\nonly if nothing differs: traffic first, since users wait, then the infrastructure.",
        )
        with Watch(self._stage.server.site("prod")) as watch:
            ran = self._shown.run(*ROLLBACK, release_a[:12], "--reason", REASON, "--yes")
        self._screen.claim("exit code 0", ran.code == 0)
        self._claim_well("prod")
        versions = set(self._versions().values())
        self._screen.claim("every alias is on version 1 again", versions == {"1"}, versions)
        self._claim_files()
        self._show_times(ran, watch)

    def try_to_deploy(self) -> None:
        """Nobody undoes it by accident."""
        self._screen.act(
            "7  It stays so",
            "Release B is still the newest commit. Whoever deploys it by hand meets the hold.",
        )
        before = self._versions()
        refused = self._shown.run(*UP, "prod", keep=_REFUSAL)
        self._screen.claim(
            "pulumi up is refused, with who, why and how to lift it",
            refused.code != 0
            and REASON in " ".join(refused.said.split())
            and "automation.hold" in refused.said,
        )
        self._screen.claim("nothing was changed", self._versions() == before)
        self._claim_well("prod")

    def _versions(self) -> dict[str, str]:
        return alias_versions(self._stage, "prod")

    def _claim_well(self, environment: str) -> None:
        seen = look(self._stage.server.site(environment))
        self._screen.claim(
            f"{environment}: /api/health answers 200, the page and all that it needs are there",
            seen.is_well,
            seen,
        )

    def _claim_files(self) -> None:
        files = current_files(self._stage, "prod")
        added = Path(breakage.ADDED).stem
        self._screen.claim(
            "the file that B added is gone, the one that it dropped is there",
            not any(added in key for key in files) and Path(breakage.REMOVED).name in files,
            sorted(files),
        )
        kept = [item["Key"] for item in file_versions(self._stage, "prod")]
        self._screen.claim(
            "nothing was destroyed: B's files are still there as former versions",
            any(added in key for key in kept),
        )

    def _look_until(self, wanted: Callable[[Seen], bool]) -> Seen:
        """Browsers and the distribution keep a page for a second; a user tries again."""
        deadline = time.monotonic() + 10
        while True:
            seen = look(self._stage.server.site("prod"))
            if wanted(seen) or time.monotonic() > deadline:
                return seen
            time.sleep(0.5)

    def _show_times(self, ran: Ran, watch: Watch) -> None:
        found = re.search(r"\(run (\S+)\)", ran.said)
        if found is None:
            raise DemoError("The rollback did not say its run's name.")
        steps = read_steps(self._stage, "prod", found[1])
        rows = [(step.phase, step.title, step.seconds) for step in steps]
        self._screen.times("Where the time went, by the run's journal", rows)
        served = watch.well_after
        self._screen.claim(
            f"users were served again {served or 0:.1f} s after the command was typed, "
            "and ever since",
            served is not None,
        )
