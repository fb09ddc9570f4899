import pytest

from sandbox.ports import Ports, from_bases


@pytest.mark.parametrize(
    ("aws", "gateway", "ports"),
    [
        (4566, 4571, Ports(4566, {"dev": 4571, "staging": 4572, "prod": 4573})),
        (0, 0, Ports(0, {"dev": 0, "staging": 0, "prod": 0})),
    ],
)
def test_gateways_follow_each_other(aws: int, gateway: int, ports: Ports) -> None:
    assert from_bases(aws, gateway) == ports
