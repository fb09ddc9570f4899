"""Code of the platform's functions. No I/O."""


def well(service: str, release: str) -> str:
    """A handler that is well and tells its release."""
    return _answering(200, f'{{"status": "ok", "service": "{service}", "release": "{release}"}}')


def ill(service: str, release: str) -> str:
    """A handler that fails its own health check."""
    checks = '"checks": {"database": "no answer in 2 s"}'
    told = f'"status": "failing", "service": "{service}", "release": "{release}"'
    return _answering(503, f"{{{told}, {checks}}}")


def _answering(status: int, body: str) -> str:
    answer = {"statusCode": status, "body": body}
    return f"def handle(event, context):\n    return {answer!r}\n"
