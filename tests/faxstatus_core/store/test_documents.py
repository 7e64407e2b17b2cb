"""Files by the digest of their content."""

import hashlib
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faxstatus_core.store import DocumentStore, StoreError, UnknownRecordError


@pytest.fixture
def documents(tmp_path: Path) -> DocumentStore:
    return DocumentStore(tmp_path / "documents")


def keep(documents: DocumentStore, content: bytes) -> str:
    with documents.incoming() as file:
        file.write(content)
        digest, size = documents.keep(file)
    assert size == len(content)
    return digest


def files(documents: DocumentStore) -> list[Path]:
    """All files, whatever they are."""
    folder = documents.path(keep(documents, b"")).parent.parent
    return [path for path in folder.rglob("*") if path.is_file()]


def age(path: Path, seconds: float) -> None:
    """Make a file old."""
    os.utime(path, (time.time() - seconds,) * 2)


@pytest.mark.parametrize("content", [b"", b"a", b"page\n" * 500_000])
def test_content_is_found_by_its_digest(documents: DocumentStore, content: bytes) -> None:
    digest = keep(documents, content)
    assert digest == hashlib.sha256(content).hexdigest()
    path = documents.path(digest)
    assert path.read_bytes() == content
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_same_content_is_kept_once(documents: DocumentStore) -> None:
    assert keep(documents, b"a") == keep(documents, b"a")
    assert len(files(documents)) == 2  # and the empty one


def test_file_that_was_not_kept_leaves_nothing(documents: DocumentStore) -> None:
    with documents.incoming() as file:
        file.write(b"half of")
    assert len(files(documents)) == 1


def test_incoming_files_of_a_crash_go_at_the_start(tmp_path: Path) -> None:
    documents = DocumentStore(tmp_path)
    digest = keep(documents, b"whole")
    (tmp_path / "incoming" / "new-half").write_bytes(b"half of")
    again = DocumentStore(tmp_path)
    assert list((tmp_path / "incoming").iterdir()) == []
    assert again.path(digest).read_bytes() == b"whole"


def test_finished_file_is_adopted_and_stays_where_it_is(
    documents: DocumentStore, tmp_path: Path
) -> None:
    fax = tmp_path / "fax.tif"
    fax.write_bytes(b"II*\0")
    digest, size = documents.adopt(fax)
    assert (documents.path(digest).read_bytes(), size) == (b"II*\0", 4)
    assert fax.exists()
    with pytest.raises(StoreError, match="No such file"):
        documents.adopt(tmp_path / "missing.tif")


@given(
    digest=st.sampled_from(["", ".", "..", "../../etc/passwd", "A" * 64, "a" * 63, "a" * 65])
    | st.text(max_size=70)
    | st.from_regex(r"[0-9a-f]{62}[./\n]{2}")
)
def test_no_digest_leads_elsewhere(digest: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.getbasetemp() / "elsewhere"
    documents = DocumentStore(folder)
    with pytest.raises(UnknownRecordError, match="no document") as caught:
        documents.path(digest)
    assert str(caught.value).isprintable()
    documents.remove(digest)


def test_removed_document_is_unknown(documents: DocumentStore) -> None:
    digest = keep(documents, b"a")
    documents.settle([digest])
    documents.remove(digest)
    documents.remove(digest)
    with pytest.raises(UnknownRecordError, match=digest):
        documents.path(digest)
    assert keep(documents, b"a") == digest
    assert documents.path(digest).read_bytes() == b"a"


def test_sweep_takes_what_is_old_and_nobodys(documents: DocumentStore) -> None:
    wanted, old, young = (keep(documents, content) for content in (b"wanted", b"old", b"young"))
    for digest in (wanted, old):
        age(documents.path(digest), 100)
    assert documents.sweep({wanted}, 50) == 1
    assert documents.path(wanted)
    assert documents.path(young)
    with pytest.raises(UnknownRecordError):
        documents.path(old)


def test_sweep_leaves_what_was_handed_in_again(documents: DocumentStore) -> None:
    digest = keep(documents, b"a")
    age(documents.path(digest), 100)
    keep(documents, b"a")
    assert documents.sweep((), 50) == 0
    assert documents.path(digest)


def test_foreign_files_are_let_be(documents: DocumentStore, tmp_path: Path) -> None:
    (tmp_path / "documents" / "zz").write_bytes(b"a file")
    (tmp_path / "documents" / "ab").write_bytes(b"another")
    (tmp_path / "documents" / "notes.txt").write_bytes(b"notes")
    assert documents.sweep((), 0) == 0


def test_name_appears_after_the_content_is_on_the_disk(
    documents: DocumentStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    fsync, link = os.fsync, os.link

    def note_sync(descriptor: int) -> None:
        steps.append(f"sync {Path(f'/proc/self/fd/{descriptor}').readlink().parent.name}")
        fsync(descriptor)

    def note_link(*args: object, **kwargs: object) -> None:
        steps.append("name")
        link(*args, **kwargs)  # type: ignore[arg-type] # as given

    monkeypatch.setattr(os, "fsync", note_sync)
    monkeypatch.setattr(os, "link", note_link)
    keep(documents, b"a")
    assert steps == ["sync incoming", "name", "sync documents", f"sync {tmp_path.name}"]


def test_full_disk_leaves_nothing(
    documents: DocumentStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch, documents.incoming() as file:
        file.write(b"a")
        patch.setattr(os, "fsync", full)
        with pytest.raises(StoreError, match="make room on the disk"):
            documents.keep(file)
    assert len(files(documents)) == 1


def test_document_is_never_missing_while_others_remove_it(documents: DocumentStore) -> None:
    digest = keep(documents, b"a")
    stopped = threading.Event()
    faults: list[BaseException] = []

    def disturb(act: Callable[[], object]) -> None:
        try:
            while not stopped.is_set():
                act()
        except BaseException as error:
            faults.append(error)

    acts: list[Callable[[], object]] = [
        lambda: documents.remove(digest),
        lambda: documents.sweep((), 1000),
    ]
    threads = [threading.Thread(target=disturb, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for _ in range(100):
        keep(documents, b"a")
        assert documents.path(digest).read_bytes() == b"a"
        documents.settle([digest])
    stopped.set()
    for thread in threads:
        thread.join()
    assert faults == []
