"""One environment on one port: firewall, distribution, then API or site. Writes the access log.

The distribution is the way in, as for real users: what it does not route, they cannot reach. Only
the API has an address of its own as well, `<api id>.execute-api.<region>.amazonaws.com/<stage>`,
which lies behind no firewall: who asks with that as the Host header is answered by the API alone.
Sources: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesCacheBehavior.html
and, for error pages, .../GeneratingCustomErrorResponses.html: they replace the API's and the
firewall's errors as well as the site's.
"""

import logging
import time
from collections.abc import Iterable
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Final

from werkzeug.wrappers import Request, Response

from automation.core.names import frontend_bucket
from sandbox.gateway import deployed
from sandbox.gateway.answer import Answer, page
from sandbox.gateway.api import Api, is_api_host, is_api_origin
from sandbox.gateway.firewall import refusal
from sandbox.gateway.invocation import Invoker
from sandbox.gateway.security_headers import with_policy
from sandbox.gateway.site import Site
from sandbox.gateway.viewed import Viewed, view
from sandbox.monitoring.recorder import Recorder
from sandbox.monitoring.requests import blocked_request, distribution_request

log: Final = logging.getLogger("sandbox")


class Gateway:
    """WSGI application of one environment."""

    def __init__(
        self, environment: str, endpoint: str, code_root: Path, recorder: Recorder
    ) -> None:
        """Serve what is deployed to an environment.

        Args:
            environment: its name, in the name of the site's bucket.
            endpoint: URL of the sandbox's AWS.
            code_root: folder for unpacked function code.
            recorder: takes what AWS measures of requests.
        """
        self._environment = environment
        self._recorder = recorder
        self._api = Api(Invoker(endpoint, code_root, recorder), recorder)
        self._site = Site(endpoint)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer one request."""
        request = Request(environ)
        began = time.monotonic()
        answer = self._answer(view(request))
        log.info(
            "%s %s %s %s version=%s %.0fms",
            self._environment,
            request.method,
            request.path,
            answer.status,
            answer.version,
            (time.monotonic() - began) * 1000,
        )
        response = Response(answer.body, answer.status, list(answer.headers))
        if answer.status == 200:
            response.make_conditional(request)
        return response(environ, start_response)

    def _answer(self, request: Viewed) -> Answer:
        if is_api_host(request.headers.get("host", "")):
            return self._api.answer_directly(request)
        distribution = deployed.distribution(self._environment)
        if distribution is None or not distribution.distribution_config.Enabled:
            bucket = frontend_bucket(self._environment)
            text = f"No enabled distribution serves the bucket {bucket}: deploy first."
            return page(503, "Nothing is deployed here", text)
        answer = self._refusal(distribution, request) or self._origin_answer(distribution, request)
        answer = self._with_error_page(distribution, answer)
        self._recorder.record(distribution_request(distribution.id, answer.status))
        return answer

    def _refusal(self, distribution: Any, request: Viewed) -> Answer | None:
        acl = deployed.web_acl(distribution.distribution_config.WebACLId)
        refused = refusal(acl, request, deployed.ip_set) if acl else None
        if acl and refused:
            self._recorder.record(blocked_request(acl["VisibilityConfig"]["MetricName"]))
        return refused

    def _origin_answer(self, distribution: Any, request: Viewed) -> Answer:
        config = distribution.distribution_config
        behaviour = _behaviour(config, request.path)
        if request.method not in behaviour.allowed_methods.items:
            text = "This distribution is not configured to allow the HTTP request method."
            return page(403, "403 Forbidden", text)
        origin = _origin(config, behaviour.target_origin_id)
        if is_api_origin(origin):
            answer = self._api.answer(origin, request)
        else:
            path = f"/{config.DefaultRootObject}" if request.path == "/" else request.path
            answer = self._site.answer(distribution, origin, path)
        return with_policy(answer, behaviour.response_headers_policy_id)

    def _with_error_page(self, distribution: Any, answer: Answer) -> Answer:
        config = distribution.distribution_config
        wanted = _error_response(config, answer.status) if answer.replaceable else None
        if wanted is None or not wanted.get("ResponsePagePath"):
            return answer
        path = wanted["ResponsePagePath"]
        behaviour = _behaviour(config, path)
        origin = _origin(config, behaviour.target_origin_id)
        shown = self._site.answer(distribution, origin, path)
        if shown.status != 200:
            return answer
        shown = with_policy(shown, behaviour.response_headers_policy_id)
        return replace(shown, status=int(wanted.get("ResponseCode") or answer.status))


def _behaviour(config: Any, path: str) -> Any:
    """The first cache behaviour whose pattern matches, else the default one."""
    for behaviour in config.CacheBehaviors.get("Items") or []:
        pattern = behaviour.path_pattern
        if fnmatchcase(path, pattern if pattern.startswith("/") else f"/{pattern}"):
            return behaviour
    return config.DefaultCacheBehavior


def _origin(config: Any, origin_id: str) -> Any:
    return next(origin for origin in config.Origins["Items"] if origin.id == origin_id)


def _error_response(config: Any, status: int) -> dict[str, Any] | None:
    responses = config.CustomErrorResponses.get("Items") or []
    return next((each for each in responses if int(each["ErrorCode"]) == status), None)
