"""The parser of server-sent events, by the HTML standard §9.2."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faxstatus_core.client import ServerReplyError
from faxstatus_core.client.sse import MAX_MESSAGE, Message, MessageParser

TEXT = st.text(st.characters(exclude_characters="\r\n\0", exclude_categories=["Cs"]), max_size=20)
ID = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=20)
NAME = st.sampled_from(["job", "status", "fax"])
END = st.sampled_from(["\r\n", "\n", "\r"])


def parse(octets: bytes, sizes: list[int] | None = None) -> list[Message]:
    """The messages of ``octets``, fed in parts of these sizes."""
    parser = MessageParser()
    messages: list[Message] = []
    for size in sizes or []:
        messages += parser.feed(octets[:size])
        octets = octets[size:]
    return [*messages, *parser.feed(octets)]


@given(
    messages=st.lists(st.tuples(NAME, ID, st.lists(TEXT, min_size=1, max_size=3))),
    end=END,
    comment=TEXT,
    sizes=st.lists(st.integers(0, 30)),
)
def test_what_was_written_is_read_however_it_is_cut(
    messages: list[tuple[str, str, list[str]]], end: str, comment: str, sizes: list[int]
) -> None:
    lines: list[str] = []
    for event, identifier, data in messages:
        lines += [f":{comment}", "", f"event: {event}", f"id: {identifier}"]
        lines += [*(f"data: {line}" for line in data), ""]
    octets = "".join(line + end for line in lines).encode()
    assert parse(octets, sizes) == [
        Message(event, "\n".join(data), identifier) for event, identifier, data in messages
    ]


@pytest.mark.parametrize(
    ("octets", "messages"),
    [  # the first three are examples of the standard
        (b"data: YHOO\ndata: +2\ndata: 10\n\n", [Message("message", "YHOO\n+2\n10", "")]),
        (
            b"data\n\ndata\ndata\n\ndata:",
            [Message("message", "", ""), Message("message", "\n", "")],
        ),
        (b"data:test\n\ndata: test\n\n", [Message("message", "test", "")] * 2),
        (b"\xef\xbb\xbfdata: x\n\n", [Message("message", "x", "")]),
        (
            b"data: x\nid: 1\n\nid\ndata: y\n\n",
            [Message("message", "x", "1"), Message("message", "y", "")],
        ),
        (b"id: a\0b\ndata: x\n\n", [Message("message", "x", "")]),
        (b"event: job\n\ndata: x\n\n", [Message("message", "x", "")]),
        (b"id: 7\n\ndata: x\n\n", [Message("message", "x", "7")]),
        (b"colour: red\ndata: x\n\n", [Message("message", "x", "")]),
        (b"data: x\n", []),
        (b"data: \xff\n\n", [Message("message", "\ufffd", "")]),
    ],
)
def test_the_rules_of_the_standard(octets: bytes, messages: list[Message]) -> None:
    assert parse(octets) == messages


def test_an_id_without_data_says_where_one_is() -> None:
    parser = MessageParser()
    assert list(parser.feed(b": idle\nid: 1-2-3\n\nid: 4-5-6\ndata: cut off")) == []
    assert parser.last_event_id == "1-2-3"


@pytest.mark.parametrize(
    ("value", "seconds"), [(b"1500", 1.5), (b"x", None), (b"-1", None), (b"9" * 10, None)]
)
def test_retry(value: bytes, seconds: float | None) -> None:
    parser = MessageParser()
    assert list(parser.feed(b"retry: " + value + b"\n\n")) == []
    assert parser.retry == seconds


@pytest.mark.parametrize(
    "part", [b"x" * 9999, b"data: " + b"x" * 9999 + b"\n", b":" + b"x" * 9999 + b"\n"]
)
def test_a_message_too_long_is_not_collected(part: bytes) -> None:
    parser = MessageParser()

    def feed(octets: int) -> None:
        for _ in range(octets // len(part) + 1):
            assert list(parser.feed(part)) == []

    feed(MAX_MESSAGE // 2)
    with pytest.raises(ServerReplyError, match="too long"):
        feed(MAX_MESSAGE)


@pytest.mark.parametrize("identifier", ["x" * 201, "ü", "a\tb", "\x7f"])
def test_an_id_that_could_not_be_a_header(identifier: str) -> None:
    with pytest.raises(ServerReplyError):
        list(MessageParser().feed(f"id: {identifier}\n\n".encode()))


@given(st.binary(max_size=200), st.lists(st.integers(0, 30)))
def test_any_octets_are_the_same_however_they_are_cut(octets: bytes, sizes: list[int]) -> None:
    def outcome(sizes: list[int]) -> list[Message] | str:
        try:
            return parse(octets, sizes)
        except ServerReplyError as error:
            return error.what

    assert outcome(sizes) == outcome([])
