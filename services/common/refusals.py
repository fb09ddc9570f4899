"""What a service tells a caller whom it refuses. Pure.

None of them is a 404: the distribution shows the site instead of one.
"""

from http import HTTPStatus
from typing import ClassVar


class RefusalError(Exception):
    """The caller's mistake; the message is shown to the caller."""

    status: ClassVar[HTTPStatus]


class BadRequestError(RefusalError):
    """What was asked for makes no sense, or is not there."""

    status = HTTPStatus.BAD_REQUEST


class UnauthorizedError(RefusalError):
    """Nobody is signed in."""

    status = HTTPStatus.UNAUTHORIZED


class ForbiddenError(RefusalError):
    """Who is signed in may not do it."""

    status = HTTPStatus.FORBIDDEN


class ConflictError(RefusalError):
    """Somebody else was faster, or it is there already."""

    status = HTTPStatus.CONFLICT


class TooLargeError(RefusalError):
    """It is more than the service takes."""

    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
