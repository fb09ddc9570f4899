"""Processes that are there at once: each is forked from one that has loaded everything.

Starting an interpreter and loading AWS's service descriptions takes a second, and the suites make
hundreds of runs, each of which must be a process of its own to be killed.
"""

import multiprocessing
import os
import pickle
from concurrent.futures import Future
from multiprocessing.connection import Connection
from typing import Final

from tests.functional.automation.miniature.deploying import Deployer
from tests.functional.automation.miniature.work import Ended, Job, Place, build_world, do

_FORKING: Final = multiprocessing.get_context("forkserver")
_FORKING.set_forkserver_preload([do.__module__, __name__])


class Nursery:
    """Makes one process at a time."""

    def __init__(self, place: Place) -> None:
        self._orders, theirs = _FORKING.Pipe()
        self._process = _FORKING.Process(target=_serve, args=(theirs, place), daemon=True)
        self._process.start()
        theirs.close()

    def start(self, job: Job, victim: Future[int] | None = None) -> int:
        """Start a job's process; gives its id, and tells it the victim's waiter."""
        self._orders.send(job)
        pid: int = self._orders.recv()
        if victim is not None:
            victim.set_result(pid)
        return pid

    def wait(self) -> Ended:
        """How the process ended; `killed` if by a signal."""
        ended: Ended = self._orders.recv()
        return ended

    def run(self, job: Job, victim: Future[int] | None = None) -> Ended:
        """Start it and wait."""
        self.start(job, victim)
        return self.wait()

    def close(self) -> None:
        """Let the process go from which the others came."""
        self._orders.send(None)
        self._process.join()


def _serve(orders: Connection, place: Place) -> None:
    world = build_world(place)
    deployer = Deployer(place.environment)
    while (job := orders.recv()) is not None:
        reading, writing = os.pipe()
        pid = os.fork()
        if pid == 0:
            try:
                os.write(writing, pickle.dumps(do(job, place, world, deployer)))
            finally:
                os._exit(0)
        os.close(writing)
        orders.send(pid)
        with os.fdopen(reading, "rb") as told:
            said = told.read()
        os.waitpid(pid, 0)
        orders.send(pickle.loads(said) if said else Ended("killed"))  # noqa: S301 - our own child
