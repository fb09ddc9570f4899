"""Lets CloudWatch be called by Smithy RPC v2 CBOR, which moto does not speak. Calls loopback.

The AWS SDK for Go, so also the Pulumi provider, calls CloudWatch by this protocol only:
POST /service/GraniteServiceVersion20100801/operation/<Operation> with a CBOR map.
Source: https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html (URI, `smithy-protocol`
header, `__type` of errors), and for `x-amzn-query-error`
https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#awsquerycompatible-trait.
"""

import re
from collections.abc import Callable
from datetime import UTC
from functools import cache
from typing import Any, Final

import cbor2
from botocore import xform_name
from botocore.exceptions import ClientError, ParamValidationError
from werkzeug.wrappers import Request, Response

from sandbox.own_clients import own_client

WsgiApplication = Callable[..., Any]
PATH: Final = re.compile(r"/service/GraniteServiceVersion20100801/operation/(?P<name>\w+)")
SCOPE: Final = re.compile(r"Credential=[^/]+/\d+/(?P<region>[\w-]+)/")


class CloudWatchCbor:
    """WSGI middleware: translates CloudWatch's CBOR calls, passes on everything else."""

    def __init__(self, application: WsgiApplication, endpoint: str) -> None:
        self._application = application
        self._endpoint = endpoint

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        """Serve one request."""
        match = PATH.fullmatch(environ["PATH_INFO"])
        if match is None:
            return self._application(environ, start_response)
        return self._translate(match["name"], Request(environ))(environ, start_response)

    def _translate(self, operation: str, request: Request) -> Response:
        body = request.get_data()
        parameters = cbor2.loads(body) if body else {}
        scope = SCOPE.search(request.headers.get("Authorization", ""))
        client = _client(self._endpoint, scope["region"] if scope else "us-east-1")
        try:
            answer = getattr(client, xform_name(operation))(**parameters)
        except ClientError as error:
            return _failure(error.response["Error"], error.response["ResponseMetadata"])
        except ParamValidationError as error:
            return _failure({"Code": "InvalidParameterValue", "Message": str(error)}, {})
        answer.pop("ResponseMetadata")
        return _response(answer, 200)


@cache
def _client(endpoint: str, region: str) -> Any:
    """By boto3's own protocol; without retries, so that the caller sees each answer once."""
    return own_client("cloudwatch", endpoint, region, attempts=1)


def _failure(error: Any, metadata: Any) -> Response:
    code = error.get("Code", "InternalFailure")
    status = metadata.get("HTTPStatusCode", 400)
    response = _response({"__type": code, "message": error.get("Message", "")}, status)
    response.headers["x-amzn-query-error"] = f"{code};{'Sender' if status < 500 else 'Receiver'}"
    return response


def _response(document: dict[str, Any], status: int) -> Response:
    body = cbor2.dumps(document, timezone=UTC, datetime_as_timestamp=True)
    response = Response(body, status, content_type="application/cbor")
    response.headers["smithy-protocol"] = "rpc-v2-cbor"
    return response
