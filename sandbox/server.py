"""The sandbox's server process: AWS and the environments' gateways on loopback. Listens, logs.

Started by `sandbox.process`, as `python -m sandbox.server HOME AWS_PORT GATEWAY_PORT…`.
"""

import logging
import os
import signal
import sys
import threading
from pathlib import Path
from typing import Any, Final

from werkzeug.serving import BaseWSGIServer, make_server

from automation.core.names import ENVIRONMENTS
from sandbox import identities, state
from sandbox.aws import aws_application
from sandbox.cbor import CloudWatchCbor
from sandbox.database.clusters import Clusters
from sandbox.gateway.application import Gateway
from sandbox.gateway.asynchronous import Asynchronous
from sandbox.gateway.dead_letters import DeadLetters
from sandbox.gateway.invocation import Invoker
from sandbox.gateway.invocations import Invocations
from sandbox.handler import Handler, QuietHandler
from sandbox.home import Home
from sandbox.monitoring.alarms import Alarms
from sandbox.monitoring.bus import Bus
from sandbox.monitoring.delivery import Delivery
from sandbox.monitoring.health import Prober
from sandbox.monitoring.heart import Heart
from sandbox.monitoring.metrics import Store
from sandbox.monitoring.minute import minute_seconds
from sandbox.monitoring.recorder import Recorder
from sandbox.ports import HOST, Ports

log: Final = logging.getLogger("sandbox")


def listen(port: int, application: Any, handler: type[Handler]) -> BaseWSGIServer:
    """Serve an application in threads, one a connection."""
    server = make_server(HOST, port, application, threaded=True, request_handler=handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def serve(home: Home, ports: Ports, minute: float) -> Clusters:
    """Listen on all ports, create the users, record that it is ready; returns at once.

    Args:
        home: folder of the run state.
        ports: where to listen.
        minute: seconds that a minute of AWS lasts.

    Returns:
        The databases, to be stopped in the end.
    """
    clusters, recorder, store, bus = Clusters(home.root), Recorder(), Store(minute), Bus()
    # Bound first: with port 0 the endpoint is known only then.
    aws = listen(ports.aws, aws_application(clusters, store, bus.publish), Handler)
    endpoint = f"http://{HOST}:{aws.port}"
    invoker, dead_letters = Invoker(endpoint, home.code, recorder), DeadLetters(endpoint)
    asynchronous = Asynchronous(invoker, dead_letters, minute)
    aws.app = CloudWatchCbor(Invocations(aws.app, invoker, asynchronous), endpoint)
    gateways = {
        name: listen(port, Gateway(name, endpoint, home.code, recorder), QuietHandler).port
        for name, port in ports.gateways.items()
    }
    running = state.this_process(Ports(aws.port, gateways))
    os.environ.update(running.site_variables)
    sites = {name: running.site(name) for name in gateways}
    bus.start(Delivery(asynchronous, dead_letters))
    Heart(store, recorder, Prober(sites, minute), Alarms(store, endpoint)).start()
    identities.write(home, identities.create(endpoint))
    state.write(home, running)
    return clusters


def main(arguments: list[str]) -> None:
    """Serve until SIGTERM."""
    logging.basicConfig(format="%(asctime)s %(message)s", level=logging.WARNING)
    log.setLevel(logging.INFO)
    home, aws_port, *gateway_ports = arguments
    ports = Ports(int(aws_port), dict(zip(ENVIRONMENTS, map(int, gateway_ports), strict=True)))
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    clusters = serve(Home(Path(home)), ports, minute_seconds())
    ended.wait()
    clusters.stop()
    # At once: the state of a sandbox ends with it, nothing is to be saved.
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1:])
