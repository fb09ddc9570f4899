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
from sandbox.gateway.invocation import Invoker
from sandbox.gateway.invocations import Invocations
from sandbox.handler import Handler, QuietHandler
from sandbox.home import Home
from sandbox.ports import HOST, Ports

log: Final = logging.getLogger("sandbox")


def listen(port: int, application: Any, handler: type[Handler]) -> BaseWSGIServer:
    """Serve an application in threads, one a connection."""
    server = make_server(HOST, port, application, threaded=True, request_handler=handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def serve(home: Home, ports: Ports) -> Clusters:
    """Listen on all ports, create the users, record that it is ready; returns at once.

    Returns:
        The databases, to be stopped in the end.
    """
    # Bound first: with port 0 the endpoint is known only then.
    clusters = Clusters(home.root)
    aws = listen(ports.aws, aws_application(clusters), Handler)
    endpoint = f"http://{HOST}:{aws.port}"
    aws.app = CloudWatchCbor(Invocations(aws.app, Invoker(endpoint, home.code)), endpoint)
    gateways = {
        name: listen(port, Gateway(name, endpoint, home.code), QuietHandler).port
        for name, port in ports.gateways.items()
    }
    identities.write(home, identities.create(endpoint))
    state.write(home, state.this_process(Ports(aws.port, gateways)))
    return clusters


def main(arguments: list[str]) -> None:
    """Serve until SIGTERM."""
    logging.basicConfig(format="%(asctime)s %(message)s", level=logging.WARNING)
    log.setLevel(logging.INFO)
    home, aws_port, *gateway_ports = arguments
    ports = Ports(int(aws_port), dict(zip(ENVIRONMENTS, map(int, gateway_ports), strict=True)))
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    clusters = serve(Home(Path(home)), ports)
    ended.wait()
    clusters.stop()
    # At once: the state of a sandbox ends with it, nothing is to be saved.
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1:])
