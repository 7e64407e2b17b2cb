"""Received faxes as they are kept."""

from typing import Any

import pytest

from faxstatus_core.records import Fax
from faxstatus_core.store import FaxFilter, Store, UnknownRecordError
from tests.faxstatus_core.store.makers import NOON, add_fax, add_job, at, events, keep, told


def found(store: Store, **wanted: Any) -> list[int]:
    """The numbers of the faxes that are listed."""
    return [fax.fax_id for fax in store.faxes.find(FaxFilter(**wanted), limit=50).items]


def there(store: Store, digest: str) -> bool:
    """Whether the file is there."""
    try:
        return store.documents.path(digest).is_file()
    except UnknownRecordError:
        return False


def test_recovered_fax_has_no_call(store: Store) -> None:
    fax = add_fax(store, tsid="FAR", complete=False)
    assert (fax.fax_id, fax.call_id, fax.read) == (1, None, False)
    assert store.faxes.get(1) == fax
    assert store.faxes.has(fax.digest)
    assert not store.faxes.has("0" * 64)
    (event,) = events(store)
    assert (event.kind, event.device_id) == ("fax", 7)
    assert Fax.model_validate(event.data) == fax


def test_fax_is_marked_as_read_and_not(store: Store) -> None:
    fax = add_fax(store)
    read = store.faxes.mark(1, True, at(1))
    assert read == fax.model_copy(update={"read": True}) == store.faxes.get(1)
    assert store.faxes.mark(1, False, at(2)) == fax
    assert told(store) == ["fax", "fax", "fax"]


def test_removed_fax_is_gone_with_its_file(store: Store) -> None:
    fax = add_fax(store)
    assert there(store, fax.digest)
    store.faxes.remove(1, at(1))
    assert not there(store, fax.digest)
    assert events(store)[-1].data == {"kind": "fax", "id": 1}
    for ask in (store.faxes.get, lambda n: store.faxes.remove(n, NOON)):
        with pytest.raises(UnknownRecordError, match="no fax 1"):
            ask(1)
    with pytest.raises(UnknownRecordError, match="no fax 1"):
        store.faxes.mark(1, True, NOON)
    assert told(store) == ["fax", "removed"]


def test_file_stays_while_another_fax_has_it(store: Store) -> None:
    digest = add_fax(store).digest
    assert add_fax(store).digest == digest
    store.faxes.remove(1, at(1))
    assert there(store, digest)
    store.faxes.remove(2, at(1))
    assert not there(store, digest)


def test_file_stays_while_a_job_has_it(store: Store) -> None:
    fax = add_fax(store)
    job = add_job(store, keep(store))
    assert job.documents[0].digest == fax.digest  # somebody forwards it
    store.faxes.remove(1, at(1))
    assert there(store, fax.digest)


def test_file_stays_that_was_handed_in_a_moment_ago(store: Store) -> None:
    fax = add_fax(store)
    document = keep(store)  # its job comes later
    store.faxes.remove(1, at(1))
    assert there(store, fax.digest)
    add_job(store, document)
    assert there(store, fax.digest)


def test_faxes_are_listed_by_what_they_were(store: Store) -> None:
    add_fax(store, tsid="ACME", received_time=at(0))
    add_fax(store, caller_id="089 1", device_id=8, received_time=at(10))
    add_fax(store, caller_name="Müller", routing_string="12", received_time=at(20))
    store.faxes.mark(2, True, at(21))
    assert found(store) == [3, 2, 1]
    assert found(store, device_id=8) == [2]
    assert found(store, read=False) == [3, 1]
    assert found(store, read=True) == [2]
    assert found(store, text="acme") == [1]
    assert found(store, text="MÜLLER") == [3]
    assert found(store, text="089") == [2]
    assert found(store, since=at(10), until=at(20)) == [2]
    first = store.faxes.find(FaxFilter(), limit=2)
    rest = store.faxes.find(FaxFilter(), limit=2, before=first.next)
    assert [[fax.fax_id for fax in part.items] for part in (first, rest)] == [[3, 2], [1]]
    assert rest.next is None
