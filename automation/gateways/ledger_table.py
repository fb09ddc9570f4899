"""Documents in a DynamoDB table, written under conditions. I/O: one DynamoDB table.

Source: DynamoDB developer guide, "Condition expressions" and "TransactWriteItems".
"""

import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, Final, TypeVar

from botocore.exceptions import ClientError

from automation.core.errors import OtherVersionError
from automation.core.record import read_record
from automation.core.release import Document
from automation.gateways.aws import client, error_code
from automation.gateways.contention import until_decided

D = TypeVar("D", bound=Document)
Item = dict[str, Any]
# Attributes that conditions compare stand beside the document, which DynamoDB can't look into.
_COMPARED: Final = {"run_id": "S", "status": "S", "token": "N", "hash": "S"}
# So does the time, in seconds since 1970, after which DynamoDB may remove the item.
_BESIDE: Final = {**_COMPARED, "expires": "N"}


class LedgerTable:
    """A table with the keys `pk` and `sk` and a JSON document in each item."""

    def __init__(
        self, name: str, sleep: Callable[[float], None] = time.sleep, dynamodb: Any = None
    ) -> None:
        """A table by its name.

        Args:
            name: the table's.
            sleep: waits so many seconds between attempts.
            dynamodb: another client than the usual, patient one.
        """
        self.name = name
        self._sleep = sleep
        self._dynamodb: Any = dynamodb or client("dynamodb")

    def read(self, pk: str, sk: str, document: type[D]) -> D | None:
        """One document, read consistently; None if it or the table does not exist."""
        item = self._item(pk, sk)
        return _read(item, document) if item else None

    def query(
        self, pk: str, document: type[D], tell: Callable[[OtherVersionError], None] | None = None
    ) -> tuple[D, ...]:
        """All documents under a key, in the order of their sort keys; none if there is no table.

        Args:
            pk: partition key.
            document: what they are.
            tell: told of each that another version of this tool wrote, which is left out.

        Raises:
            OtherVersionError: there is such a one, and nobody to tell.
        """
        pages = self._dynamodb.get_paginator("query").paginate(
            TableName=self.name,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": pk}},
            ConsistentRead=True,
        )
        try:
            items = [item for page in pages for item in page["Items"]]
        except ClientError as error:
            if error_code(error) == "ResourceNotFoundException":
                return ()
            raise
        return tuple(_readable(items, document, tell))

    def put_new(self, pk: str, sk: str, document: Document) -> bool:
        """Write a document where there is none; False if there is another one."""
        item = _item(pk, sk, document)
        return self._put(
            {"Item": item, "ConditionExpression": "attribute_not_exists(pk)"}
        ) or self._is_there(pk, sk, document)

    def put_if(self, pk: str, sk: str, document: Document, **expected: str | int) -> bool:
        """Write over a document whose attributes are as expected; False if they are not.

        Args:
            pk: partition key.
            sk: sort key.
            document: what to write.
            **expected: one of `run_id`, `status`, `token`, `hash` and its value.
        """
        item = _item(pk, sk, document)
        return self._put({"Item": item} | _condition(expected)) or self._is_there(pk, sk, document)

    def putting(
        self, pk: str, sk: str, document: Document, *, only_new: bool = False, **expected: str | int
    ) -> Item:
        """A part of `write`: put a document, in place of what is there if that is as expected.

        Args:
            pk: partition key.
            sk: sort key.
            document: what to write.
            only_new: refuse to write over a document.
            **expected: as for `put_if`.
        """
        put: Item = {"TableName": self.name, "Item": _item(pk, sk, document)}
        if only_new:
            put["ConditionExpression"] = "attribute_not_exists(pk)"
        return {"Put": put | (_condition(expected) if expected else {})}

    def deleting(self, pk: str, sk: str, **expected: str | int) -> Item:
        """A part of `write`: delete a document whose attributes are as expected."""
        return {"Delete": self._where(pk, sk, expected)}

    def checking(self, pk: str, sk: str, **expected: str | int) -> Item:
        """A part of `write`: insist that a document's attributes are as expected."""
        return {"ConditionCheck": self._where(pk, sk, expected)}

    def write(self, *parts: Item) -> frozenset[int]:
        """Do all parts or none.

        Returns:
            Which parts' conditions do not hold, the first is 0; empty when all was done.

        Raises:
            AwsUnavailableError: others were in the way at every attempt; nothing was written.
        """
        return until_decided(
            partial(self._dynamodb.transact_write_items, TransactItems=list(parts)),
            self.name,
            self._sleep,
        )

    def _where(self, pk: str, sk: str, expected: dict[str, str | int]) -> Item:
        return {"TableName": self.name, "Key": _key(pk, sk), **_condition(expected)}

    def _item(self, pk: str, sk: str) -> Item | None:
        try:
            answer = self._dynamodb.get_item(
                TableName=self.name, Key=_key(pk, sk), ConsistentRead=True
            )
        except ClientError as error:
            if error_code(error) == "ResourceNotFoundException":
                return None
            raise
        item: Item | None = answer.get("Item")
        return item

    def _is_there(self, pk: str, sk: str, document: Document) -> bool:
        """Whether a refused document was written after all: where the answer to a first attempt was
        lost, the client's second one is refused because of the first."""
        return self.read(pk, sk, type(document)) == document

    def _put(self, arguments: Item) -> bool:
        call = partial(self._dynamodb.put_item, TableName=self.name, **arguments)
        return not until_decided(call, self.name, self._sleep)


def _read(item: Item, document: type[D]) -> D:
    what = f"{document.__name__} {item['sk']['S']}"
    return read_record(item["document"]["S"], document, what)


def _readable(
    items: Iterable[Item], document: type[D], tell: Callable[[OtherVersionError], None] | None
) -> Iterator[D]:
    for item in items:
        try:
            yield _read(item, document)
        except OtherVersionError as error:
            if tell is None:
                raise
            tell(error)


def _key(pk: str, sk: str) -> Item:
    return {"pk": {"S": pk}, "sk": {"S": sk}}


def _item(pk: str, sk: str, document: Document) -> Item:
    item = _key(pk, sk) | {"document": {"S": document.model_dump_json()}}
    for name, kind in _BESIDE.items():
        value = getattr(document, name, None)
        if value is not None:
            item[name] = {kind: str(value)}
    return item


def _condition(expected: dict[str, str | int]) -> Item:
    return {
        "ConditionExpression": " AND ".join(f"#{name} = :{name}" for name in expected),
        "ExpressionAttributeNames": {f"#{name}": name for name in expected},
        "ExpressionAttributeValues": {
            f":{name}": {_COMPARED[name]: str(value)} for name, value in expected.items()
        },
    }
