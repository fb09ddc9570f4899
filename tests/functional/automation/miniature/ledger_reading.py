"""The ledger as its table shows it, without the gateway that runs use. I/O: DynamoDB."""

from datetime import datetime
from typing import Any, Final

from automation.core import names
from automation.core.approval import ApprovalRequest
from automation.core.hold import Hold
from automation.core.journal import RunRecord
from automation.core.lease import Lease
from automation.core.outbox import Letter
from automation.core.release import Health, Verdict
from tests.functional.sandbox.clients import Clients

# Most that one BatchWriteItem takes.
_BATCH: Final = 25


class LedgerReading:
    """One environment's ledger."""

    def __init__(self, clients: Clients, environment: str) -> None:
        self._dynamodb = clients.of("dynamodb")
        self._table = names.ledger_table(environment)

    def hold(self) -> Hold | None:
        """The hold, read from the table directly."""
        found = self._document("HOLD", "HOLD")
        return Hold.model_validate_json(found) if found else None

    def run(self, run_id: str) -> RunRecord | None:
        """The head of a run."""
        found = self._document("RUN", run_id)
        return RunRecord.model_validate_json(found) if found else None

    def runs(self) -> tuple[RunRecord, ...]:
        """The heads of all runs."""
        return tuple(
            RunRecord.model_validate_json(item["document"]["S"])
            for item in self.items()
            if item["pk"]["S"] == "RUN"
        )

    def verdict(self, commit: str) -> Health:
        """What is known of a release."""
        found = self._document("RELEASE", commit)
        return Verdict.model_validate_json(found).health if found else "unknown"

    def items(self) -> list[dict[str, Any]]:
        """Everything in the ledger's table."""
        pages = self._dynamodb.get_paginator("scan").paginate(TableName=self._table)
        return [item for page in pages for item in page["Items"]]

    def requests(self) -> tuple[ApprovalRequest, ...]:
        """All requests for approvals."""
        return tuple(
            ApprovalRequest.model_validate_json(item["document"]["S"])
            for item in self.items()
            if item["pk"]["S"] == "APPROVAL"
        )

    def put_request(self, request: ApprovalRequest) -> None:
        """Write a request as it is, over one of the same digest."""
        item = {
            "pk": {"S": "APPROVAL"},
            "sk": {"S": request.digest},
            "status": {"S": request.status},
            "document": {"S": request.model_dump_json()},
        }
        self._dynamodb.put_item(TableName=self._table, Item=item)

    def let_lease_lapse(self, now: datetime) -> None:
        """End the lease of a run that was killed, as the time without its heartbeat would."""
        key = {"pk": {"S": "LEASE"}, "sk": {"S": "LEASE"}}
        item = self._dynamodb.get_item(TableName=self._table, Key=key, ConsistentRead=True)["Item"]
        lease = Lease.model_validate_json(item["document"]["S"])
        lapsed = lease.model_copy(update={"expires_at": now}).model_dump_json()
        self._dynamodb.put_item(TableName=self._table, Item={**item, "document": {"S": lapsed}})

    def let_letters_fall_due(self) -> None:
        """End the pauses before the next attempts of messages, and the claims of processes that
        ended, as time would."""
        for item in self.items():
            if item["pk"]["S"] == "OUTBOX":
                letter = Letter.model_validate_json(item["document"]["S"])
                past = {"not_before": letter.notice.at, "claimed_until": letter.notice.at}
                document = {"S": letter.model_copy(update=past).model_dump_json()}
                lapsed = {**item, "document": document}
                self._dynamodb.put_item(TableName=self._table, Item=lapsed)

    def empty(self) -> None:
        """Remove everything but the audit's head: its bucket is locked and can't be emptied."""
        items = [item for item in self.items() if item["pk"]["S"] != "AUDIT"]
        keys = [{"pk": item["pk"], "sk": item["sk"]} for item in items]
        requests = [{"DeleteRequest": {"Key": key}} for key in keys]
        while requests:
            self._dynamodb.batch_write_item(RequestItems={self._table: requests[:_BATCH]})
            del requests[:_BATCH]

    def _document(self, pk: str, sk: str) -> str | None:
        key = {"pk": {"S": pk}, "sk": {"S": sk}}
        item = self._dynamodb.get_item(TableName=self._table, Key=key, ConsistentRead=True)
        return item["Item"]["document"]["S"] if "Item" in item else None
