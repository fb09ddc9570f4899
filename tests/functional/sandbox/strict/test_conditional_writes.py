"""Of many conditional writers at once exactly one wins."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.functional.sandbox.clients import Clients

pytestmark = pytest.mark.functional
WRITERS = 24


def winners(write: Any) -> int:
    """How many of the writers got through."""

    def won(number: int) -> bool:
        try:
            write(number)
        except ClientError:
            return False
        return True

    with ThreadPoolExecutor(WRITERS) as pool:
        return list(pool.map(won, range(WRITERS))).count(True)


def test_one_item_is_put_where_there_was_none(clients: Clients) -> None:
    dynamodb = clients.of("dynamodb")
    dynamodb.create_table(
        TableName="leases",
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
    )

    def write(number: int) -> None:
        dynamodb.put_item(
            TableName="leases",
            Item={"pk": {"S": "LEASE"}, "holder": {"N": str(number)}},
            ConditionExpression="attribute_not_exists(pk)",
        )

    assert winners(write) == 1


def test_one_object_is_put_where_there_was_none(clients: Clients) -> None:
    clients.s3.create_bucket(Bucket="conditional")

    def write(number: int) -> None:
        clients.s3.put_object(
            Bucket="conditional", Key="chain/1", Body=str(number).encode(), IfNoneMatch="*"
        )

    assert winners(write) == 1
