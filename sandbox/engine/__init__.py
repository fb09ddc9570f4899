"""Provisions the Pulumi engine: command line, Python language host and AWS provider.

`provision` returns the engine that is cached for this user, or gets one: a `pulumi` on PATH that is
new enough, the official download, or a build from source through the Go module proxy.
"""

from sandbox.engine.engine import Engine
from sandbox.engine.errors import EngineError
from sandbox.engine.provision import find, provision

__all__ = ["Engine", "EngineError", "find", "provision"]
