"""https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucketConfiguration.html"""

import pytest

from tests.functional.sandbox.clients import Clients

pytestmark = pytest.mark.functional


@pytest.mark.parametrize(
    "tags",
    [[{"Key": "Project", "Value": "a"}], [{"Key": "A", "Value": ""}, {"Key": "B", "Value": "b"}]],
)
def test_a_bucket_keeps_the_tags_that_it_is_created_with(
    clients: Clients, tags: list[dict[str, str]]
) -> None:
    clients.s3.create_bucket(Bucket="tagged-at-once", CreateBucketConfiguration={"Tags": tags})

    kept = clients.s3.get_bucket_tagging(Bucket="tagged-at-once")["TagSet"]

    clients.s3.delete_bucket(Bucket="tagged-at-once")
    assert kept == tags
