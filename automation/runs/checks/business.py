"""The list "Business Validation": each check does what users do. I/O: the platform.

Each raises `CheckFailedError` with the fact, or answers with the fact that it rests on.
"""

import base64
import hashlib
from collections.abc import Callable, Mapping
from typing import Final

from automation.core.judging import Judgement
from automation.core.names import SERVICES, VERIFICATION_SITE
from automation.runs.checks.tour import FORM, SUBJECT, Tour, insist, sign_in

_LISTED: Final = 100


def patient_data(tour: Tour) -> Judgement:
    """Subjects can be listed and read."""
    path = tour.enrolled()
    listed = tour.expect(200, "GET", "/api/subjects").document.get("subjects", ())
    insist(
        len(listed) == _LISTED or SUBJECT in {one.get("number") for one in listed},
        f"{SUBJECT} is not among {len(listed)} subjects",
    )
    read = tour.expect(200, "GET", path).document
    insist(read.get("number") == SUBJECT, f"{path} gave subject {read.get('number')}")
    return "pass", f"{len(listed)} subjects of {VERIFICATION_SITE} listed, {SUBJECT} read"


def authentication(tour: Tour) -> Judgement:
    """The right password signs in; a wrong one and an unknown user are told the same."""
    user, password = tour.account()
    good = sign_in(tour.visitor, user, password)
    insist(good.status == 200, f"signing in as {user}: {good.said}")
    token = good.document.get("token")
    checked = tour.visitor.ask("POST", "/api/auth/verify", body={"token": token})
    insist(
        checked.status == 200 and checked.document.get("subject") == user,
        f"the token is not accepted: {checked.said}",
    )
    wrong = sign_in(tour.visitor, user, "x" + password[:-1])
    unknown = sign_in(tour.visitor, tour.visit("nobody"), password)
    insist(wrong.status == 401, f"a wrong password: {wrong.said}, not 401")
    insist(unknown.status == 401, f"an unknown user: {unknown.said}, not 401")
    insist(wrong.document == unknown.document, "the answer tells which users exist")
    return "pass", "signed in; wrong password and unknown user refused alike"


def data_entry(tour: Tour) -> Judgement:
    """An entry is taken, and one that is no entry is refused."""
    path = f"{tour.enrolled()}/entries"
    made = tour.expect(201, "POST", path, tour.entry("entry", 0, {"pulse": 61})).document
    insist(made.get("version") == 1, f"the first entry became version {made.get('version')}")
    tour.expect(400, "POST", path, tour.entry("refused", 0, {}))
    return "pass", "an entry was taken, an empty one refused"


def reports(tour: Tour) -> Judgement:
    """The enrolment report is made, as JSON and as CSV, and shows no site but the caller's."""
    path = "/api/reports/enrolment"
    rows = tour.expect(200, "GET", path).document.get("rows")
    insist(isinstance(rows, list) and rows, "the report has no rows")
    sites = {row.get("site") for row in rows or ()}
    insist(sites == {VERIFICATION_SITE}, f"the report shows sites {sorted(map(str, sites))}")
    text = tour.expect(200, "GET", f"{path}?format=csv").text
    insist(text.startswith("site,form,visit,"), "the CSV report has no head line")
    return "pass", f"{len(rows or ())} rows as JSON, {len(text.splitlines()) - 1} as CSV"


def api_endpoints(tour: Tour) -> Judgement:
    """Each service answers, and the version that does is the release's."""
    released = {one.service: one.version for one in tour.release.functions}
    for service in SERVICES:
        path = "/api/version" if service == "api" else f"/api/{service}/version"
        reply = tour.visitor.ask("GET", path)
        insist(reply.status == 200, f"GET {path}: {reply.said}")
        said = (reply.document.get("service"), reply.document.get("version"))
        insist(
            said == (service, released.get(service)),
            f"{path} is answered by {said[0]} version {said[1]}, not {released.get(service)}",
        )
    return "pass", f"{len(SERVICES)} services answer with the release's versions"


def files(tour: Tour) -> Judgement:
    """A file comes back as it was sent."""
    content = f"checks of {tour.visit('files')}\n".encode() * 40
    path = "/api/files/verification.txt"
    sent = {"content": base64.b64encode(content).decode(), "content_type": "text/plain"}
    tour.expect(201, "PUT", path, sent)
    got = tour.expect(200, "GET", path).document
    insist(got.get("content") == sent["content"], "the file came back with another content")
    digest = hashlib.sha256(content).hexdigest()
    insist(got.get("sha256") == digest, "the file came back with another digest")
    return "pass", f"{len(content)} bytes sent and got back, version {got.get('version')}"


def notifications(tour: Tour) -> Judgement:
    """A message is accepted and published."""
    asked = {"recipient_role": "verification", "template": "verification"}
    accepted = tour.expect(202, "POST", "/api/notifications", asked).document
    path = f"/api/notifications/{accepted.get('id')}"
    status = tour.expect(200, "GET", path).document.get("status")
    insist(status == "published", f"the message is {status}, not published")
    return "pass", "a message was accepted and published to its topic"


def audit_log(tour: Tour) -> Judgement:
    """What the check reads and writes is in the audit log, with who and when."""
    path, visit = tour.enrolled(), tour.visit("audit")
    user, _ = tour.account()
    tour.expect(201, "POST", f"{path}/entries", tour.entry("audit", 0, {"weight": 70}))
    tour.expect(200, "GET", f"{path}/entries?visit={visit}")
    lines = tour.expect(200, "GET", f"{path}/audit").document.get("lines", ())
    found = {(line.get("actor"), line.get("action"), line.get("resource")) for line in lines}
    below = f"subjects/{SUBJECT}/entries"
    written = (user, "write", f"{below}/{FORM}/{visit}")
    seen = (user, "read", f"{below}/*/{visit}")
    insist(written in found, "an entry was written and the audit log does not say so")
    insist(seen in found, "entries were read and the audit log does not say so")
    return "pass", "a write and a read are recorded, with who and when"


Check = Callable[[Tour], Judgement]
CHECKS: Final[Mapping[str, Check]] = {
    "patient-data": patient_data,
    "authentication": authentication,
    "data-entry": data_entry,
    "reports": reports,
    "api-endpoints": api_endpoints,
    "files": files,
    "notifications": notifications,
    "audit-log": audit_log,
}
