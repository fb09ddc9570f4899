"""Documents in a DynamoDB table, written under conditions. I/O: one DynamoDB table.

Source: DynamoDB developer guide, "Condition expressions" and "TransactWriteItems".
"""

from typing import Any, Final, TypeVar

from botocore.exceptions import ClientError

from automation.core.release import Document
from automation.gateways.aws import client, error_code

D = TypeVar("D", bound=Document)
Item = dict[str, Any]
_REFUSED: Final = {"ConditionalCheckFailedException", "TransactionCanceledException"}
# Attributes that conditions compare stand beside the document, which DynamoDB can't look into.
_COMPARED: Final = {"run_id": "S", "status": "S", "token": "N"}


class LedgerTable:
    """A table with the keys `pk` and `sk` and a JSON document in each item."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._dynamodb: Any = client("dynamodb")

    def read(self, pk: str, sk: str, document: type[D]) -> D | None:
        """One document, read consistently; None if it or the table does not exist."""
        item = self._item(pk, sk)
        return document.model_validate_json(item["document"]["S"]) if item else None

    def query(self, pk: str, document: type[D]) -> tuple[D, ...]:
        """All documents under a key, in the order of their sort keys; none if there is no table."""
        pages = self._dynamodb.get_paginator("query").paginate(
            TableName=self.name,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": pk}},
            ConsistentRead=True,
        )
        try:
            return tuple(
                document.model_validate_json(item["document"]["S"])
                for page in pages
                for item in page["Items"]
            )
        except ClientError as error:
            if error_code(error) == "ResourceNotFoundException":
                return ()
            raise

    def put_new(self, pk: str, sk: str, document: Document) -> bool:
        """Write a document where there is none; False if there is another one."""
        return self._unless_refused(
            self._dynamodb.put_item,
            TableName=self.name,
            Item=_item(pk, sk, document),
            ConditionExpression="attribute_not_exists(pk)",
        ) or self._is_there(pk, sk, document)

    def put_if(self, pk: str, sk: str, document: Document, **expected: str | int) -> bool:
        """Write over a document whose attributes are as expected; False if they are not.

        Args:
            pk: partition key.
            sk: sort key.
            document: what to write.
            **expected: one of `run_id`, `status`, `token` and its value.
        """
        return self._unless_refused(
            self._dynamodb.put_item,
            TableName=self.name,
            Item=_item(pk, sk, document),
            **_condition(expected),
        ) or self._is_there(pk, sk, document)

    def delete_if(self, pk: str, sk: str, **expected: str | int) -> bool:
        """Delete a document whose attributes are as expected; False if they are not.

        One that is gone already is deleted, by an attempt whose answer was lost or by nobody.
        """
        return (
            self._unless_refused(
                self._dynamodb.delete_item,
                TableName=self.name,
                Key=_key(pk, sk),
                **_condition(expected),
            )
            or self._item(pk, sk) is None
        )

    def put_fenced(
        self,
        pk: str,
        sk: str,
        document: Document,
        fence: tuple[str, str, int],
        *,
        only_new: bool = False,
    ) -> bool:
        """Write a document while another one still has a token; False if it has not.

        Args:
            pk: partition key.
            sk: sort key.
            document: what to write.
            fence: keys of the other document, and its token.
            only_new: refuse to write over a document as well.
        """
        fence_pk, fence_sk, token = fence
        put: Item = {"TableName": self.name, "Item": _item(pk, sk, document)}
        if only_new:
            put["ConditionExpression"] = "attribute_not_exists(pk)"
        check = {
            "TableName": self.name,
            "Key": _key(fence_pk, fence_sk),
            **_condition({"token": token}),
        }
        return self._unless_refused(
            self._dynamodb.transact_write_items,
            TransactItems=[{"ConditionCheck": check}, {"Put": put}],
        ) or (only_new and self._is_there(pk, sk, document))

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

    @staticmethod
    def _unless_refused(call: Any, **arguments: Any) -> bool:
        try:
            call(**arguments)
        except ClientError as error:
            if error_code(error) in _REFUSED:
                return False
            raise
        return True


def _key(pk: str, sk: str) -> Item:
    return {"pk": {"S": pk}, "sk": {"S": sk}}


def _item(pk: str, sk: str, document: Document) -> Item:
    item = _key(pk, sk) | {"document": {"S": document.model_dump_json()}}
    for name, kind in _COMPARED.items():
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
