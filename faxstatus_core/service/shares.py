"""Which pages of a call are whose: several jobs may share one call."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from faxstatus_core.records import Job


@dataclass(frozen=True, slots=True)
class Share:
    """The pages of ``job`` in a call: from ``first``, counted from 1 over the call, ``count``."""

    job: Job
    first: int
    count: int

    def confirmed(self, pages: Collection[int]) -> int:
        """Pages of the job that the far end has, if it confirmed ``pages`` of this call.

        Only those without a gap before them: the others are sent again.
        """
        here = 0
        while here < self.count and self.first + here in pages:
            here += 1
        return self.job.pages_confirmed + here

    def complete(self, pages: Collection[int]) -> bool:
        """Whether the far end has all of the job."""
        return self.confirmed(pages) >= self.job.page_count


def shares_of(jobs: Sequence[Job]) -> tuple[Share, ...]:
    """The shares of ``jobs`` in their call; pages that were confirmed before are not sent again."""
    shares: list[Share] = []
    first = 1
    for job in jobs:
        count = job.page_count - job.pages_confirmed
        shares.append(Share(job, first, count))
        first += count
    return tuple(shares)


def skipped_pages(job: Job) -> tuple[int, ...]:
    """Of each document of ``job``, how many pages at its beginning were confirmed before."""
    left = job.pages_confirmed
    skipped: list[int] = []
    for document in job.documents:
        skipped.append(min(left, document.page_count))
        left -= skipped[-1]
    return tuple(skipped)


def continued_documents(jobs: Sequence[Job]) -> frozenset[int]:
    """The documents of a call, counted from 0, that go on with the job of the one before them."""
    counts = [len(job.documents) for job in jobs]
    firsts = {sum(counts[:place]) for place in range(len(counts))}
    return frozenset(range(sum(counts))) - firsts
