"""Ports of one sandbox. Binds and releases sockets to see what is free."""

import socket
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from automation.core.names import ENVIRONMENTS
from sandbox.errors import PortInUseError

HOST: Final = "127.0.0.1"
AWS_PORT: Final = 4566
GATEWAY_PORT: Final = 4571


@dataclass(frozen=True)
class Ports:
    """TCP ports on loopback; 0 stands for a free one, chosen by the kernel."""

    aws: int
    gateways: dict[str, int]

    def __iter__(self) -> Iterator[tuple[str, int]]:
        """Purpose and port of each listener."""
        yield "AWS", self.aws
        yield from self.gateways.items()


def from_bases(aws: int = AWS_PORT, gateway: int = GATEWAY_PORT) -> Ports:
    """AWS on one port, the environments' gateways on consecutive ones.

    Args:
        aws: port of the AWS endpoint, or 0 for a free one.
        gateway: port of the first environment's gateway, or 0 for free ones.
    """
    return Ports(
        aws,
        {name: gateway and gateway + offset for offset, name in enumerate(ENVIRONMENTS)},
    )


def require_free(ports: Ports) -> None:
    """Look before anything is started.

    Raises:
        PortInUseError: another program listens on one of them.
    """
    for purpose, port in ports:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError as error:
                raise PortInUseError(port, purpose) from error
