"""Rate limit and places: never more than was allowed."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faxstatus_core.security import RateLimiter, Slots
from faxstatus_core.security.clients import client_key
from faxstatus_core.security.limits import MOST_CLIENTS

RATE, BURST = 2.0, 5


@given(st.lists(st.floats(min_value=0, max_value=3), max_size=100), st.data())
def test_no_span_of_time_lets_more_pass_than_burst_and_rate(
    gaps: list[float], data: st.DataObject
) -> None:
    limiter, now, passed = RateLimiter(RATE, BURST), 0.0, []
    for gap in gaps:
        now += gap
        if limiter.wait("a", now) == 0:
            passed.append(now)
    if passed:
        first = data.draw(st.integers(0, len(passed) - 1))
        last = data.draw(st.integers(first, len(passed) - 1))
        most = BURST + RATE * (passed[last] - passed[first])
        assert last - first + 1 <= math.floor(most + 1e-6)


def test_after_the_wait_that_is_named_one_request_passes() -> None:
    limiter = RateLimiter(RATE, BURST)
    assert [limiter.wait("a", 0.0) for _ in range(BURST)] == [0.0] * BURST
    wait = limiter.wait("a", 0.0)
    assert wait == pytest.approx(1 / RATE)
    assert limiter.wait("a", wait) == 0
    assert limiter.wait("a", wait) > 0


def test_one_client_does_not_use_what_another_may() -> None:
    limiter = RateLimiter(RATE, BURST)
    for _ in range(50):
        limiter.wait("192.0.2.1", 0.0)
    assert limiter.wait("192.0.2.2", 0.0) == 0


def test_a_clock_that_goes_back_gives_nothing_twice() -> None:
    limiter = RateLimiter(RATE, BURST)
    passed = [limiter.wait("a", now) == 0 for now in [1000.0, 0.0] * 50]
    assert passed == [True] * BURST + [False] * (100 - BURST)


def test_table_of_clients_is_bounded() -> None:
    limiter = RateLimiter(RATE, BURST)
    for number in range(MOST_CLIENTS + 100):
        limiter.wait(f"client {number}", 0.0)
    assert len(limiter) == MOST_CLIENTS


def test_places_are_bounded_for_all_and_for_each() -> None:
    slots = Slots(3, per_client=2)
    assert [slots.enter("a") for _ in range(3)] == [True, True, False]
    assert [slots.enter(client) for client in ("b", "c")] == [True, False]
    slots.leave("a")
    assert slots.enter("c")
    assert slots.taken == 3


@given(st.lists(st.tuples(st.sampled_from("abc"), st.booleans())))
def test_places_are_counted_right_whoever_comes_and_goes(steps: list[tuple[str, bool]]) -> None:
    slots, inside = Slots(4, per_client=2), dict.fromkeys("abc", 0)
    for client, enters in steps:
        if enters:
            free = sum(inside.values()) < 4 and inside[client] < 2
            assert slots.enter(client) is free
            inside[client] += free
        else:
            slots.leave(client)
            inside[client] = max(0, inside[client] - 1)
        assert slots.taken == sum(inside.values())


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8::1", "2001:db8::/64"),
        ("2001:db8::dead:beef:1:2", "2001:db8::/64"),
        ("2001:db8:0:1::1", "2001:db8:0:1::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("testclient", "testclient"),
    ],
)
def test_client_is_an_address_or_the_network_of_one_user(address: str, key: str) -> None:
    assert client_key(address) == key
