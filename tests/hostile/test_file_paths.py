"""No path from a request reaches the file system."""

import re
from collections.abc import Iterator

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.hostile.server_process import Running, server, text_of

pytestmark = pytest.mark.xdist_group("file paths")  # they share a server

HEAD = b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
SECRET = "the content of a file beside the store"
STORED = re.compile(
    r"lock|tokens\.json|faxstatus\.db(-wal|-shm)?|documents/[0-9a-f]{2}/[0-9a-f]{62}|receiving/.*"
)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("paths")
    (folder / "secret").write_text(SECRET)
    more = "[security]\nburst = 1000000\nrequests_per_minute = 1000000\n"
    with server(folder, text_of(folder, more=more)) as started:
        yield started


def files_of(running: Running) -> set[str]:
    root = running.config.parent
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


NAMES = [
    *("../../../etc/passwd", "/etc/passwd", "..", ".", "", "a/b/c", "..\\..\\windows\\win.ini"),
    *("C:\\x", "a\0b", "x" * 5000, "-rf", "~root", "%2e%2e%2f%2e%2e", "a\r\nX: y", "\u202egnp.exe"),
    *(
        "file:///etc/passwd",
        "|touch pwned",
        "con",
        "a" * 300 + "/../../secret",
        "/proc/self/environ",
    ),
]


@pytest.mark.parametrize("name", NAMES, ids=lambda name: ascii(name)[1:20])
def test_name_of_an_upload_is_a_label(running: Running, name: str) -> None:
    before = files_of(running)
    answer = running.submit(f"content for {name!a}\n".encode(), name=name)
    assert answer.status_code in (201, 400, 422), answer.text
    if answer.status_code == 201:
        [document] = answer.json()["documents"]
        assert "/" not in document["name"]
        assert document["name"].isprintable()
        assert len(document["name"]) <= 300
    made = {name.removeprefix("store/") for name in files_of(running) - before}
    assert all(STORED.fullmatch(name) for name in made), made


PATHS = [
    "/web/../../../../../../etc/passwd",
    "/web/%2e%2e/%2e%2e/%2e%2e/pyproject.toml",
    "/web/..%2f..%2f..%2fetc%2fpasswd",
    "/web/..%5c..%5cpages.py",
    "/web/%252e%252e/app.py",
    "/web//etc/passwd",
    "/web/../app.py",
    "/web/./../__init__.py",
    "/web/js/../../app.py",
    "/web/app.py%00.js",
    "/web/%c0%ae%c0%ae/app.py",
    "/web/....//....//etc/passwd",
    "/web",
    "/web/",
    "//etc/passwd",
    "/../secret",
    "/%2e%2e/secret",
    "/%2f%2e%2e%2fsecret",
    "/api/v1/../../secret",
    "/api/v1/faxes/../../../secret",
    "/api/v1/faxes/..%2f..%2fsecret/fax.tiff",
    "/api/v1/faxes/1/../../fax.tiff",
    "/api/v1/faxes/%2e%2e/fax.tiff",
    "/api/v1/faxes/1%00/fax.tiff",
    "/api/v1/faxes/1/pages/..%2f..%2f1.png",
    "/api/v1/jobs/%2fetc%2fpasswd",
    "/api/v1/jobs/1/pages/%2e%2e%2f1.png",
    "/api/v1/calls/..;/trace",
    "/api/v1/calls/file:%2f%2f%2fetc%2fpasswd",
    "/api/v1/ports/..%2f..%2ftokens.json",
    "/store/tokens.json",
    "/tokens.json",
    "/faxstatus.db",
    "http://localhost/web/../secret",
    "file:///etc/passwd",
]


def check(answer: bytes) -> None:
    assert not answer or re.match(rb"HTTP/1\.1 4\d\d ", answer), answer[:300]
    assert SECRET.encode() not in answer
    assert b"root:" not in answer
    assert b"import " not in answer


@pytest.mark.parametrize("path", PATHS)
def test_path_that_leads_out_leads_nowhere(running: Running, path: str) -> None:
    check(running.exchange(b"GET " + path.encode() + HEAD, 5.0))


STEPS = ["..", ".", "", "%2e%2e", "%2E.", "..%2f", "%5c..", "web", "api", "v1", "faxes", "1"]
ENDS = ["etc/passwd", "secret", "app.py", "fax.tiff", "tokens.json", "index.html%00", "%ff"]


@settings(max_examples=100)
@given(st.lists(st.sampled_from(STEPS), min_size=1, max_size=8), st.sampled_from(ENDS))
def test_no_walk_leads_out(running: Running, steps: list[str], end: str) -> None:
    check(running.exchange("/".join(["GET ", *steps, end]).encode() + HEAD, 5.0))


def test_file_of_the_page_is_served(running: Running) -> None:
    """What is refused above is refused for its path."""
    assert httpx.get(f"{running.url}/web/style.css").status_code == 200
