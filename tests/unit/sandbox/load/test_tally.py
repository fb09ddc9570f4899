from sandbox.load.tally import NO_ANSWER, Tally


def counted(*statuses: int) -> Tally:
    tally = Tally()
    for place, status in enumerate(statuses, start=1):
        tally.add(status, place / 1000)
    return tally


def test_failures_are_the_servers_and_silence() -> None:
    tally = counted(200, 404, 503, NO_ANSWER)
    assert (tally.total, tally.answered, tally.failed_percent) == (4, 3, 50.0)


def test_a_line_tells_rate_failures_percentile_and_statuses() -> None:
    line = counted(*[200] * 19, 502).line(2.0)
    assert " ".join(line.split()) == "10.0/s failed 5.0 % p95 19 ms 200: 19 502: 1"


def test_nothing_is_a_line_too() -> None:
    assert " ".join(Tally().line(1.0).split()) == "0.0/s failed 0.0 % p95 -"


def test_what_came_since_is_told_apart() -> None:
    tally = counted(200, 200)
    before = tally.copy()
    tally.add(503, 0.1)

    assert tally.without(before).statuses == {503: 1}
    assert before.total == 2
