"""Watched folders, in virtual time, with a server that can stop at any moment."""

import asyncio
import contextlib
import fcntl
import os
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faxstatus_core.clock import run_virtual
from faxstatus_core.errors import FaxError
from faxstatus_core.hooks import FolderWatcher, HookError, TryLaterError, WatchSection
from faxstatus_core.hooks.claims import Claims
from faxstatus_core.hooks.job_request import job_request, number_in
from faxstatus_core.records import Job, JobRequest, JobState
from tests.faxstatus_core.hooks.fakes import NOON


class PowerCut(BaseException):
    """The server stops here."""


@dataclass
class Queue:
    """Takes jobs; the content of their documents is read as they come."""

    jobs: dict[str, tuple[JobRequest, list[tuple[str, bytes]]]] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    faults: list[BaseException] = field(default_factory=list)
    cut_after: bool = False

    async def submit(
        self, request: JobRequest, documents: Sequence[tuple[str, Path]], /, *, idempotency_key: str
    ) -> Job:
        self.calls.append(idempotency_key)
        if self.faults:
            raise self.faults.pop(0)
        read = [(name, path.read_bytes()) for name, path in documents]
        self.jobs.setdefault(idempotency_key, (request, read))
        if self.cut_after:
            raise PowerCut
        return Job(
            **request.model_dump(exclude={"password"}),
            job_id=len(self.jobs),
            user_name="",
            state=JobState.PENDING,
            documents=(),
            page_count=1,
            document_size=1,
            submitted_time=NOON,
        )

    @property
    def sent(self) -> list[tuple[str, str, bytes]]:
        return [
            (request.number, name, data)
            for request, read in self.jobs.values()
            for name, data in read
        ]


Step = Callable[[], Awaitable[None]]


def run(
    folder: Path, queue: Queue, seconds: float = 20, step: Step | None = None, **fields: object
) -> None:
    section = WatchSection.model_validate({"folder": str(folder), "number": "5550100", **fields})

    async def life() -> None:
        watching = asyncio.create_task(FolderWatcher(section, queue.submit).run())
        try:
            if step is not None:
                await step()
            async with asyncio.timeout(seconds):
                await watching
        except TimeoutError:
            pass

    run_virtual(life())


def tree(folder: Path) -> list[str]:
    """What is there, without empty folders."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "out"
    made.mkdir()
    return made


def test_a_file_becomes_a_job_and_moves_to_done(folder: Path) -> None:
    (folder / "letter.pdf").write_bytes(b"%PDF")
    queue = Queue()
    run(folder, queue, sender="Alice", resolution="standard", priority=3, pool="p")
    assert queue.sent == [("5550100", "letter.pdf", b"%PDF")]
    ((request, _),) = queue.jobs.values()
    assert request.sender_name == "Alice"
    assert request.resolution == "standard"
    assert request.priority == 3
    assert request.pool == "p"
    assert request.document_name == "letter.pdf"
    assert tree(folder) == ["done/letter.pdf"]


def test_a_refused_file_moves_to_failed_with_the_reason(folder: Path) -> None:
    (folder / "letter.pdf").write_bytes(b"x")
    run(folder, Queue(faults=[FaxError("the file is damaged\x1b[2J", remedy="print it again")]))
    assert tree(folder) == ["failed/letter.pdf", "failed/letter.pdf.txt"]
    reason = (folder / "failed/letter.pdf.txt").read_text()
    assert reason == "the file is damaged\\x1b[2J; print it again\n"


def test_a_fault_that_passes_leaves_the_file_for_later(folder: Path) -> None:
    (folder / "letter.pdf").write_bytes(b"x")
    queue = Queue(faults=[TryLaterError("the disk is full"), OSError(28, "No space")])
    run(folder, queue, seconds=100)
    assert len(queue.calls) == 3
    assert len(set(queue.calls)) == 1
    assert tree(folder) == ["done/letter.pdf"]


def test_a_file_is_taken_when_it_has_not_changed_for_a_while(folder: Path) -> None:
    queue, path = Queue(), folder / "letter.pdf"

    async def step() -> None:
        for _ in range(5):
            with path.open("ab") as file:
                file.write(b"page ")
            await asyncio.sleep(4)
            assert queue.sent == []
        await asyncio.sleep(3)
        assert len(queue.sent) == 1

    run(folder, queue, step=step, settle=5)
    assert queue.sent[0][2] == b"page " * 5


@pytest.mark.parametrize("name", [".hidden", "a.part", "a.TMP", "a.pdf.toml"])
def test_names_of_unfinished_files_are_left_alone(name: str, folder: Path) -> None:
    (folder / name).write_bytes(b"x")
    queue = Queue()
    run(folder, queue)
    assert queue.calls == []
    assert tree(folder) == [name]


def test_links_devices_and_folders_are_left_alone(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    (folder / "link.pdf").symlink_to(tmp_path / "secret")
    (folder / "hard.pdf").hardlink_to(tmp_path / "secret")
    (folder / "dangling.pdf").symlink_to("/nonexistent")
    os.mkfifo(folder / "fifo.pdf")
    (folder / "sub.pdf").mkdir()
    before, queue = tree(folder), Queue()
    run(folder, queue)
    assert queue.calls == []
    assert tree(folder) == before


@pytest.mark.parametrize("lock", [fcntl.flock, fcntl.lockf])
def test_a_file_that_is_locked_is_waited_for(
    lock: Callable[[int, int], None], folder: Path
) -> None:
    """By another process: the locks of fcntl do not hold against one's own."""
    path = folder / "letter.pdf"
    path.write_bytes(b"x")
    read, write = os.pipe()
    ready, told = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(write)
        with path.open("ab") as file:
            lock(file.fileno(), fcntl.LOCK_EX)
            os.write(told, b"x")
            os.read(read, 1)
        os._exit(0)
    queue = Queue()
    try:
        os.read(ready, 1)
        run(folder, queue)
        assert queue.calls == []
    finally:
        for end in (write, read, ready, told):
            os.close(end)
        os.waitpid(child, 0)
    run(folder, queue)
    assert len(queue.sent) == 1


def test_files_go_in_the_order_of_their_names(folder: Path) -> None:
    for name in ("c", "a", "b"):
        (folder / name).write_bytes(b"x")
    queue = Queue()
    run(folder, queue)
    assert [name for _, name, _ in queue.sent] == ["a", "b", "c"]


def test_names_that_are_taken_get_a_number(folder: Path) -> None:
    queue = Queue()
    for content in (b"1", b"2", b"3"):
        (folder / "a.pdf").write_bytes(content)
        run(folder, queue)
    assert tree(folder) == ["done/a-2.pdf", "done/a-3.pdf", "done/a.pdf"]
    assert [data for *_, data in queue.sent] == [b"1", b"2", b"3"]


@pytest.mark.parametrize("good", [True, False])
@pytest.mark.parametrize("name", ["a" * 251 + ".pdf", "b." + "c" * 253, "ü" * 126 + ".p"])
def test_the_longest_names_stop_nothing(name: str, good: bool, folder: Path) -> None:
    """What goes with a file has a longer name, which the file system may not take."""
    queue = Queue()
    for content in (b"1", b"2"):
        for each in (name, "z.pdf"):
            (folder / each).write_bytes(content)
        queue.faults = [] if good else [FaxError("damaged"), FaxError("damaged")]
        run(folder, queue)
    assert len(queue.calls) == 4
    files = tree(folder)
    assert all(each.startswith("done/" if good else "failed/") for each in files)
    assert len(files) == (4 if good else 8)
    assert all((folder / each).read_bytes() in (b"1", b"2", b"damaged\n") for each in files)


def test_a_file_that_is_moved_back_is_sent_again(folder: Path) -> None:
    (folder / "a.pdf").write_bytes(b"x")
    queue = Queue()
    run(folder, queue)
    (folder / "done/a.pdf").rename(folder / "a.pdf")
    run(folder, queue)
    assert len(queue.sent) == 2


def test_a_side_car_has_the_last_word_and_goes_along(folder: Path) -> None:
    (folder / "a.pdf.toml").write_text('number = "42"\nrecipient_name = "Bob"\npriority = 1\n')
    (folder / "a.pdf").write_bytes(b"x")
    queue = Queue()
    run(folder, queue)
    ((request, _),) = queue.jobs.values()
    assert (request.number, request.recipient_name, request.priority) == ("42", "Bob", 1)
    assert tree(folder) == ["done/a.pdf", "done/a.pdf.toml"]


def test_without_a_number_a_file_waits_for_its_side_car(folder: Path) -> None:
    (folder / "a.pdf").write_bytes(b"x")
    queue = Queue()
    run(folder, queue, number="")
    assert queue.calls == []
    (folder / "a.pdf.toml").write_text('number = "42"')
    run(folder, queue, number="")
    assert queue.sent == [("42", "a.pdf", b"x")]


@pytest.mark.parametrize(
    ("side_car", "said"),
    [
        (b"number = ", "the side-car is not TOML"),
        (b"\xff", "the side-car is not TOML"),
        (b"number = 1", "number: Input should be a valid string"),
        (b'nummer = "1"', "nummer: there is no such key"),
        (b"priority = 999", "priority: Input should be less"),
        (b"#" * 70_000, "the side-car is too large"),
    ],
)
def test_a_mistake_in_a_side_car_is_told(side_car: bytes, said: str, folder: Path) -> None:
    (folder / "a.pdf").write_bytes(b"x")
    (folder / "a.pdf.toml").write_bytes(side_car)
    run(folder, Queue())
    assert tree(folder) == ["failed/a.pdf", "failed/a.pdf.toml", "failed/a.pdf.txt"]
    assert said in (folder / "failed/a.pdf.txt").read_text()


def test_the_number_can_be_in_the_name(folder: Path) -> None:
    (folder / "4930123456_letter.pdf").write_bytes(b"x")
    (folder / "letter.pdf").write_bytes(b"x")
    queue = Queue()
    run(folder, queue, number="", number_from_name=True)
    assert queue.sent == [("4930123456", "4930123456_letter.pdf", b"x")]
    assert "no number" in (folder / "failed/letter.pdf.txt").read_text()


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("4930123456_a.pdf", "4930123456"),
        ("+4930_a", "+4930"),
        ("112_", None),
        ("1_a", None),
        ("a_4930.pdf", None),
        ("49-30_a", None),
        ("٤٩٣٠_a", None),
        ("49,W30_a", None),
    ],
)
def test_what_is_a_number_in_a_name(name: str, number: str | None) -> None:
    assert number_in(name) == number


@given(name=st.text(min_size=1), side_car=st.none() | st.binary())
def test_any_name_and_side_car_is_a_request_or_refused(name: str, side_car: bytes | None) -> None:
    watch = WatchSection(folder=Path("x"), number_from_name=True)
    said = ""
    try:
        job_request(watch, name, side_car)
    except HookError as error:
        said = str(error)
    assert said.isprintable()


def test_a_stop_after_the_job_was_kept_sends_nothing_twice(folder: Path) -> None:
    (folder / "a.pdf").write_bytes(b"x")
    (folder / "a.pdf.toml").write_text('number = "42"')
    queue = Queue(cut_after=True)
    with pytest.raises(PowerCut):
        run(folder, queue)
    queue.cut_after = False
    run(folder, queue)
    assert len(queue.calls) == 2
    assert queue.sent == [("42", "a.pdf", b"x")]
    assert tree(folder) == ["done/a.pdf", "done/a.pdf.toml"]


OPERATIONS = ("mkdir", "rename", "hardlink_to", "unlink", "rmdir", "write_text")


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("count", range(1, 12))
@pytest.mark.parametrize("good", [True, False])
def test_a_stop_at_any_step_loses_nothing_and_sends_nothing_twice(
    good: bool, count: int, after: bool, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("done", "failed"):
        (folder / name).mkdir()
    Claims(folder / ".sending", folder / "done", folder / "failed").prepare(folder)
    (folder / "a.pdf").write_bytes(b"x")
    (folder / "a.pdf.toml").write_text('number = "42"')
    left = count

    def cutting(operation: str) -> Callable[..., object]:
        real = getattr(Path, operation)

        def cut(path: Path, *arguments: object, **options: object) -> object:
            nonlocal left
            left -= 1
            if left == 0 and not after:
                raise PowerCut
            result = real(path, *arguments, **options)
            if left == 0:
                raise PowerCut
            return result

        return cut

    queue = Queue(faults=[] if good else [FaxError("damaged")] * 2)
    with monkeypatch.context() as patch:
        for operation in OPERATIONS:
            patch.setattr(Path, operation, cutting(operation))
        with contextlib.suppress(PowerCut):
            run(folder, queue)
    run(folder, queue)
    files = tree(folder)
    if good:
        assert queue.sent == [("42", "a.pdf", b"x")]
        assert next(name for name in files if name.endswith(".pdf")).startswith("done/a")
    else:
        assert queue.sent == []
        assert next(name for name in files if name.endswith(".pdf")).startswith("failed/a")
        assert any(name.endswith(".txt") for name in files)
    assert not any(name.startswith(".sending") for name in files)
    assert not (folder / "a.pdf").exists()
    assert not (folder / "a.pdf.toml").exists()


def test_folders_that_cannot_be_used_are_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(HookError, match="cannot be watched"):
        run(tmp_path / "file", Queue())
    with pytest.raises(HookError, match="different file systems"):
        run(tmp_path / "a", Queue(), done="/dev/shm")
    (tmp_path / "b").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "b/.sending").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(HookError, match="not a folder of the server"):
        run(tmp_path / "b", Queue())


def test_a_link_in_the_place_of_done_is_not_followed(folder: Path, tmp_path: Path) -> None:
    (folder / "a.pdf").write_bytes(b"x")
    (tmp_path / "elsewhere").mkdir()
    queue = Queue()

    async def step() -> None:
        await asyncio.sleep(1)
        (folder / "done").rmdir()
        (folder / "done").symlink_to(tmp_path / "elsewhere")

    run(folder, queue, step=step)
    assert tree(tmp_path / "elsewhere") == []
    assert len(queue.jobs) == 1
