"""Reading the audit: whether it holds, and one run as an auditor gets it."""

import hashlib
import json
from functools import partial

import pytest

from automation.core.audit import AuditRecord, Facts, chain
from automation.core.audit_facts import of_evidence
from automation.core.audit_faults import Stored
from automation.core.audit_report import AuditExport
from automation.core.errors import ApprovalRequiredError, UnknownRefError
from automation.core.evidence import Piece
from automation.runs.approving import find_request, sign
from automation.runs.auditing import exhibits, export_run, read_chain
from automation.runs.holding import set_hold
from automation.runs.preserving import preserve
from automation.terminal.audit_view import export_text
from tests.builders import APPROVER, NOW, OUTSIDER, REQUESTER
from tests.unit.automation.fakes import FakeClock
from tests.unit.automation.fakes.calls import Calls
from tests.unit.automation.fakes.emergency import FakeEvidenceStore
from tests.unit.automation.lock_down_in_memory import Doors, claim
from tests.unit.automation.platform_in_memory import RUN, Platform


def test_evidence_that_was_altered_or_taken_away_is_a_fault() -> None:
    doors, store, claimed = Doors(), FakeEvidenceStore(Calls()), claim()
    names = ("whole", "altered", "gone")
    readers = {name: partial(Piece, f"{name}.json", name.encode()) for name in names}
    kept = preserve(store, doors.records, FakeClock(), claimed, readers).kept
    store.declare_altered("evidence/prod-1/altered.json")
    store.declare_gone("evidence/prod-1/gone.json")
    records, last = [], None
    for each in kept:
        facts = of_evidence("prod", each, REQUESTER, "an incident")
        last = chain(last, facts, event=each.key, at=NOW)
        records.append(last)

    found = [exhibit.fault for exhibit in exhibits(store, records)]

    assert found == [
        None,
        "evidence/prod-1/altered.json is not what was kept",
        "evidence/prod-1/gone.json is gone",
    ]


def approved_run() -> Platform:
    """Prod was rolled back, as another person had approved."""
    platform = Platform()
    rollback = platform.rollback()
    prepared = rollback.prepare()
    with pytest.raises(ApprovalRequiredError):
        rollback.authorise(prepared)
    (request,) = platform.ledger.approvals()
    sign(
        platform.ledger,
        platform.releases,
        find_request(platform.ledger, "prod", request.digest[:12]),
        approver=APPROVER,
        reason="seen in the logs",
        now=platform.clock.now(),
    )
    agreed = rollback.approved()
    assert agreed is not None
    rollback.carry_out(agreed)
    return platform


def export(platform: Platform, run_id: str = RUN) -> AuditExport:
    return export_run(
        platform.ledger,
        platform.archive,
        platform.releases,
        FakeEvidenceStore(platform.calls),
        platform.clock,
        environment="prod",
        run_id=run_id,
        by=OUTSIDER,
    )


def test_an_export_alone_tells_who_what_when_and_why() -> None:
    text = export_text(export(approved_run()))

    for told in (
        f"AUDIT OF RUN {RUN} IN prod",
        f"by {OUTSIDER}",
        "The chain holds",
        f"release {'2' * 40} was deployed 2026-03-02 10:30:00 UTC by {REQUESTER}",
        "2026-03-02 09:30:00",
        f"who     {REQUESTER}",
        f"who     {APPROVER}",
        "why     the page is broken",
        "meaning: seen in the logs",
        f"signed_by: {APPROVER}",
        "role: team-lead",
        "before  clinical-trial-api-prod: version 5",
        "after   clinical-trial-api-prod: version 4",
        "after   restored files: 2",
        "after   hidden files: 1",
        "after   pin clinical-trial-api-prod: 4",
        "what    step-done: ask https://clinical-trial.example as users do",
        "after   health: healthy",
        "after   status: finished",
        "traffic: ShiftAlias  function_name clinical-trial-api-prod",
        "HOW TO CHECK THIS",
    ):
        assert told in text


def test_an_export_has_the_approval_from_its_request_to_its_use_and_the_run_to_its_end() -> None:
    actions = [record.action for record in export(approved_run()).records]

    assert actions[:4] == [
        "approval-requested",
        "approval-approved",
        "approval-used",
        "run-started",
    ]
    assert actions[-1] == "run-finished"
    assert actions.count("release-judged") == 2


def test_an_export_can_be_checked_by_what_it_says_itself() -> None:
    made = json.loads(export(approved_run()).model_dump_json())

    def digest(document: object) -> str:
        text = json.dumps(document, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    hashes: list[str] = []
    for record in made["segment"]:
        claimed = record.pop("hash")
        assert digest(record) == claimed
        assert not hashes or record["previous"] == hashes[-1]
        hashes.append(claimed)
    assert made["head"]["hash"] == hashes[-1]
    assert digest(made["plan"]) == made["plan_digest"]
    started = next(record for record in made["records"] if record["action"] == "run-started")
    assert started["digest"] == made["plan_digest"]
    assert made["format"] == "clinical-trial/audit-export/1"


def test_an_export_has_others_records_in_its_segment_only() -> None:
    platform = approved_run()
    platform.ledger.lift_hold(
        RUN,
        platform.ledger.declare_lease("run-x", OUTSIDER, "lift", platform.clock.now()),
        "all is well",
    )

    made = export(platform)

    assert "run-x" not in {record.run_id for record in made.records}
    assert made.head.run_id == "run-x"
    assert made.segment[-1].sequence < made.head.sequence


def test_an_export_of_a_broken_chain_says_so() -> None:
    platform = approved_run()
    platform.ledger.declare_forgery(3, "reason", "none at all")

    made = export(platform)

    assert made.faults == ("record 3: edited: its hash does not cover what it says",)
    assert "THE CHAIN DOES NOT HOLD" in export_text(made)


def test_a_plan_that_is_not_the_runs_is_named() -> None:
    platform = approved_run()
    platform.archive.declare_plan(RUN, platform.rollback().prepare().plan)

    assert export(platform).faults == ("the archive's plan is not the one that the run began with",)


def test_a_run_that_the_audit_does_not_know_is_no_empty_report() -> None:
    with pytest.raises(UnknownRefError, match="no record of a run 'prod-none'"):
        export(approved_run(), "prod-none")


def test_a_hold_by_hand_is_in_the_audit() -> None:
    platform = Platform()
    set_hold(
        platform.ledger,
        platform.functions,
        platform.clock,
        run_id="run-1",
        actor=REQUESTER,
        reason="migration tonight",
        function_names=(platform.name_of("api"),),
    )

    (record,) = read_chain(platform.ledger, platform.clock).records

    assert (record.action, record.actor, record.reason) == (
        "hold-set",
        REQUESTER,
        "migration tonight",
    )


class WriterAtWork:
    """A chain whose newest record is put into the bucket while it is read."""

    def __init__(self, looks: int) -> None:
        facts = Facts(environment="prod", action="test", actor=REQUESTER, subject="", reason="")
        self._first = chain(None, facts, event="1", at=NOW)
        self._looks = looks

    def head(self) -> AuditRecord:
        return self._first

    def stored(self, first: int = 1) -> tuple[Stored, ...]:
        self._looks -= 1
        return (Stored(1, (_text(self._first),)),) if self._looks < 0 else ()


def test_a_writer_at_work_is_waited_for() -> None:
    clock = FakeClock()

    reading = read_chain(WriterAtWork(looks=2), clock)

    assert reading.faults == ()
    assert clock.slept == [1.0, 1.0]


def test_a_record_that_nobody_writes_out_is_told() -> None:
    (fault,) = read_chain(WriterAtWork(looks=9), FakeClock()).faults

    assert fault.kind == "not written out"


class Overtaken:
    """A chain that grows between the look at its head and the look at its records."""

    def __init__(self) -> None:
        facts = Facts(environment="prod", action="test", actor=REQUESTER, subject="", reason="")
        self._records = [chain(None, facts, event="1", at=NOW)]
        self._records.append(chain(self._records[0], facts, event="2", at=NOW))
        self._heads = iter(self._records)

    def head(self) -> AuditRecord:
        return next(self._heads)

    def stored(self, first: int = 1) -> tuple[Stored, ...]:
        return tuple(Stored(r.sequence, (_text(r),)) for r in self._records)


def _text(record: AuditRecord) -> str:
    return json.dumps(record.model_dump(mode="json"), sort_keys=True, separators=(",", ":"))


def test_what_others_write_meanwhile_is_no_fault() -> None:
    reading = read_chain(Overtaken(), FakeClock())

    assert reading.faults == ()
    assert [record.sequence for record in reading.records] == [1]
