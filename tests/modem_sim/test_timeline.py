"""The queue of things to happen."""

from functools import partial

from modem_sim.timeline import Timeline


def test_everything_due_happens_in_order_each_at_its_own_time() -> None:
    timeline, happened = Timeline(), list[tuple[float, str]]()

    def note(name: str, now: float) -> None:
        happened.append((now, name))

    for time, name in ((2, "c"), (1, "a"), (1, "b"), (5, "later")):
        timeline.at(time, partial(note, name))
    assert timeline.deadline == 1
    timeline.advance(3)
    assert happened == [(1, "a"), (1, "b"), (2, "c")]
    assert timeline.deadline == 5


def test_what_is_cancelled_does_not_happen_and_is_no_deadline() -> None:
    timeline, happened = Timeline(), list[float]()
    timeline.at(1, happened.append).cancel()
    timeline.at(2, happened.append)
    assert timeline.deadline == 2
    timeline.advance(9)
    assert happened == [2]
    assert timeline.deadline is None


def test_what_happens_may_make_and_cancel_appointments() -> None:
    timeline, happened = Timeline(), list[str]()
    doomed = timeline.at(2, lambda _now: happened.append("doomed"))

    def first(now: float) -> None:
        doomed.cancel()
        timeline.at(now + 0.5, lambda _now: happened.append("second"))
        timeline.at(now + 9, lambda _now: happened.append("late"))

    timeline.at(1, first)
    timeline.advance(3)
    assert happened == ["second"]
    assert timeline.deadline == 10
