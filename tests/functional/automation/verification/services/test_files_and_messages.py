"""Files and notifications, against a real database, S3 and SNS."""

import base64
import json

import pg8000.native
import pytest

from automation.core import names
from services.files.handler import LARGEST_FILE
from tests.functional.automation.verification.clinic import Clinic
from tests.functional.automation.verification.services.conftest import Services

pytestmark = [pytest.mark.functional, pytest.mark.usefixtures("people")]
MESSAGE = {"recipient_role": "monitor", "template": "report-ready"}


@pytest.fixture
def ada(services: Services) -> str:
    return services.token("ada")


def sent(content: bytes) -> dict[str, str]:
    return {"content": base64.b64encode(content).decode(), "content_type": "text/plain"}


def test_a_file_comes_back_as_it_was_sent_and_its_newest_version_does(
    services: Services, ada: str
) -> None:
    path = "/api/files/consent.txt"
    assert services.ask("PUT", path, sent(b"first"), ada).document["version"] == 1
    assert services.ask("PUT", path, sent(b"second\0"), ada).document["version"] == 2

    got = services.ask("GET", path, token=ada).document

    assert base64.b64decode(got["content"]) == b"second\0"
    assert (got["version"], got["size"], got["uploaded_by"]) == (2, 7, "ada")


def test_a_site_does_not_see_the_files_of_another(services: Services, ada: str) -> None:
    services.ask("PUT", "/api/files/private.txt", sent(b"ours"), ada)

    assert services.ask("GET", "/api/files/private.txt", token=services.token("odd")).status == 400
    assert services.ask("GET", "/api/files/private.txt", token=services.token("mo")).status == 403


@pytest.mark.parametrize(
    ("key", "body", "status"),
    [
        ("a.txt", sent(b""), 400),
        ("a.txt", {"content": "no base64!", "content_type": "text/plain"}, 400),
        ("a.txt", {"content": "YQ==", "content_type": "what ever"}, 400),
        ("..%2Fother", sent(b"x"), 400),
        ("health", sent(b"x"), 400),
        ("a.txt", sent(b"x" * (LARGEST_FILE + 1)), 413),
    ],
)
def test_what_is_no_file_is_refused(
    services: Services, ada: str, key: str, body: dict[str, str], status: int
) -> None:
    assert services.ask("PUT", f"/api/files/{key}", body, ada).status == status


def test_the_largest_file_is_taken(services: Services, ada: str) -> None:
    assert services.ask("PUT", "/api/files/large", sent(b"x" * LARGEST_FILE), ada).status == 201


def test_a_message_is_kept_and_published(services: Services, ada: str) -> None:
    accepted = services.ask("POST", "/api/notifications", MESSAGE, ada)

    read = services.ask("GET", f"/api/notifications/{accepted.document['id']}", token=ada)

    assert (accepted.status, read.document["status"]) == (202, "published")


def test_a_message_that_could_not_be_published_goes_out_with_the_next(
    services: Services, clinic: Clinic, ada: str
) -> None:
    topic = names.notifications_topic(clinic.environment)
    sns = clinic.clients.of("sns")
    sns.delete_topic(TopicArn=f"arn:aws:sns:us-east-1:123456789012:{topic}")
    waiting = services.ask("POST", "/api/notifications", MESSAGE, ada).document
    sns.create_topic(Name=topic)

    services.ask("POST", "/api/notifications", MESSAGE, ada)

    assert waiting["status"] == "accepted"
    read = services.ask("GET", f"/api/notifications/{waiting['id']}", token=ada)
    assert read.document["status"] == "published"


def test_a_message_has_no_room_for_a_patients_data(
    services: Services, owner: pg8000.native.Connection, ada: str
) -> None:
    for body in (
        MESSAGE | {"text": "BER-0001 is ill"},
        MESSAGE | {"template": "free-text"},
        MESSAGE | {"recipient_role": "everybody"},
    ):
        assert services.ask("POST", "/api/notifications", body, ada).status == 400


def test_a_message_is_read_by_its_sender_only(services: Services, ada: str) -> None:
    made = services.ask("POST", "/api/notifications", MESSAGE, ada).document

    path = f"/api/notifications/{made['id']}"

    assert services.ask("GET", path, token=services.token("odd")).status == 400


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/subjects"),
        ("POST", "/api/subjects"),
        ("GET", "/api/subjects/BER-1000/entries"),
        ("GET", "/api/integrity"),
        ("GET", "/api/reports/enrolment"),
        ("PUT", "/api/files/a.txt"),
        ("POST", "/api/notifications"),
    ],
)
@pytest.mark.parametrize("token", [None, "forged.token", "eyJzdWIiOiAiYWRhIn0.AAAA"])
def test_who_is_not_signed_in_gets_nothing(
    services: Services, method: str, path: str, token: str | None
) -> None:
    got = services.ask(method, path, {}, token)

    assert got.status == 401
    assert set(json.loads(got.text)) == {"error"}
