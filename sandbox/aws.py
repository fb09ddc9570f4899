"""moto's application for all services, with a plain answer for what moto lacks. No I/O."""

from collections.abc import Callable
from typing import Any

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.wrappers import Response

from sandbox import strict
from sandbox.database.clusters import Clusters
from sandbox.monitoring import shown
from sandbox.monitoring.events import Event
from sandbox.monitoring.metrics import Store
from sandbox.serial import OneAtATime
from sandbox.strict import cloudwatch_alarms, rds_postgresql


def aws_application(clusters: Clusters, store: Store, publish: Callable[[Event], None]) -> Any:
    """WSGI application that serves strict AWS.

    Args:
        clusters: what is behind RDS.
        store: what CloudWatch measured.
        publish: takes events of AWS's own for EventBridge.
    """
    strict.install()
    rds_postgresql.install(clusters)
    shown.install(store)
    cloudwatch_alarms.install(publish)
    return OneAtATime(_Dispatcher(_service_application))


class _Dispatcher(DomainDispatcherApplication):
    """Remembers which service a host is; moto lists its own folder to find out, at each request."""

    def __init__(self, create_app: Any) -> None:
        super().__init__(create_app)
        self._known: dict[str | None, Any] = {}

    def get_backend_for_host(self, host: str | None) -> Any:
        """The service of a host; None if there is none."""
        if host not in self._known:
            self._known[host] = super().get_backend_for_host(host)
        return self._known[host]


def _service_application(service: Any) -> Any:
    application = create_backend_app(service)
    application.register_error_handler(NotImplementedError, _not_implemented)
    return application


def _not_implemented(error: NotImplementedError) -> Response:
    """501 and the operation's name: SDKs retry moto's own 500, some for ten minutes."""
    return Response(
        f"The sandbox does not have this operation: {error}\n",
        501,
        {"x-amzn-ErrorType": "NotImplemented"},
        content_type="text/plain",
    )
