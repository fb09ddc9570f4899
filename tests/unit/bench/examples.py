"""Figures that are easy to reckon with."""

from bench.figures import MEBIBYTE, Calls, Engine, Figures, FirstCall, Scripted, Timed


def figures(
    *, files: int = 1000, ended: float = 10.0, first: float = 0.5, served: float = 2.0
) -> Figures:
    """Scripts that take 1 s a file, 50 s for the functions and 30 s for the cache.

    Args:
        ended: seconds that the tool takes, 3 of them for the traffic.
        first: seconds to the first request.
        served: seconds until users are served by the tool; by checkout it is 20.
    """
    tool = Timed(moving_seconds=1.0, moved_seconds=4.0, seconds=ended, peak_bytes=80 * MEBIBYTE)
    return Figures(
        command="python -m bench --files 1000",
        machine="2 cores",
        functions=20,
        files=files,
        tool=tool,
        scripts=Scripted(50.0, 100.0, 30.0, sample=100),
        first_call=FirstCall(first, 0.01),
        calls={100: Calls(150, 90), 1000: Calls(1050, 99)},
        by_size={1000: tool, 100: Timed(1.0, 2.0, 5.0, 60 * MEBIBYTE)},
        engine=Engine(5, 8, 20.0, 40.0, served, 9.0, 90.0),
    )
