"""What a record is about."""

import asyncio

import pytest

from faxstatus_core.clock import run_virtual
from faxstatus_core.operation import about, bound


def test_values_are_bound_for_as_long_as_the_context_lasts() -> None:
    with bound(port="office"):
        with bound(call_id=7, job_id=None):
            assert about() == {"port": "office", "call_id": 7}
        assert about() == {"port": "office"}
    assert about() == {}


def test_values_end_with_the_context_also_after_an_error() -> None:
    with pytest.raises(KeyError), bound(port="office"):
        raise KeyError
    assert about() == {}


def test_tasks_begin_with_what_was_bound_and_keep_apart_afterwards() -> None:
    async def work(number: int) -> dict[str, str | int]:
        with bound(job_id=number):
            await asyncio.sleep(1)
            return dict(about())

    async def main() -> list[dict[str, str | int]]:
        with bound(port="office"):
            return [*await asyncio.gather(work(1), work(2)), about()]

    assert run_virtual(main()) == [
        {"port": "office", "job_id": 1},
        {"port": "office", "job_id": 2},
        {"port": "office"},
    ]


def test_what_is_learnt_later_holds_for_tasks_that_began_before() -> None:
    async def work() -> dict[str, str | int]:
        await asyncio.sleep(1)
        return dict(about())

    async def main() -> dict[str, str | int]:
        with bound(port="office") as facts:
            task = asyncio.create_task(work())
            await asyncio.sleep(0)
            facts["call_id"] = 7
            return await task

    assert run_virtual(main()) == {"port": "office", "call_id": 7}
