"""Payload, facts, arguments, environment, names: what is told, and how it is made harmless."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import JsonValue

from faxstatus_core.hooks.backoff import DELAYS, JITTER, LONGEST_WAIT, next_try
from faxstatus_core.hooks.command_environment import arguments, environment
from faxstatus_core.hooks.facts import FACTS, facts_of, fill, one_line, placeholders
from faxstatus_core.hooks.file_names import file_stem, safe_part
from faxstatus_core.hooks.matching import Occasion, occasion_of
from faxstatus_core.hooks.payload import addressed, body_of, payload_of
from faxstatus_core.records import EventKind
from tests.faxstatus_core.hooks.fakes import NOON, Data, Event, fax, job, port


def occasion(kind: EventKind, data: Data) -> Occasion:
    found = occasion_of(Event(5, NOON, kind, None, None, data), None)
    assert found is not None
    return found


def facts(kind: EventKind, data: Data) -> dict[str, str]:
    return facts_of(addressed(payload_of(occasion(kind, data)), "archive", 99))


def test_the_payload_of_a_fax() -> None:
    assert payload_of(occasion(EventKind.FAX, fax())) == {
        "version": 1,
        "event": "fax.received",
        "event_id": 5,
        "time": "2026-01-01T12:00:00.000Z",
        "links": {
            "self": "/api/v1/faxes/12",
            "tiff": "/api/v1/faxes/12/fax.tiff",
            "pdf": "/api/v1/faxes/12/fax.pdf",
            "call": "/api/v1/calls/3",
        },
        "fax": fax(),
    }


@pytest.mark.parametrize(
    ("kind", "data", "links"),
    [
        (EventKind.JOB, job(), {"self": "/api/v1/jobs/7", "call": "/api/v1/calls/4"}),
        (EventKind.PORT, port(), {"self": "/api/v1/ports/1", "status": "/api/v1/ports/1/status"}),
    ],
)
def test_the_payload_bears_the_record_and_its_links(
    kind: EventKind, data: Data, links: dict[str, str]
) -> None:
    payload = payload_of(occasion(kind, data))
    assert payload[kind.value] == data
    assert payload["links"] == links


def test_the_body_is_the_same_in_every_try_and_names_the_delivery() -> None:
    payload = payload_of(occasion(EventKind.FAX, fax(tsid="é\r\n")))
    body = body_of(addressed(payload, "archive", 99))
    again = json.loads(json.dumps(payload))  # as the store gives it back
    assert body_of(addressed(again, "archive", 99)) == body
    assert json.loads(body)["delivery_id"] == 99
    assert b"\n" not in body


def test_the_facts_of_a_fax() -> None:
    told = facts(EventKind.FAX, fax())
    assert told["record"] == "fax-12"
    assert told["from"] == told["tsid"] == "+49 30 123456"
    assert told["time"] == "20260101T120000Z"
    assert told["complete"] == "true"
    assert told["subaddress"] == "42"
    assert "csid" not in told  # null
    assert facts(EventKind.FAX, fax(tsid=None))["from"] == "030123456"
    assert facts(EventKind.FAX, fax(tsid="", caller_id=None))["from"] == "unknown"


def test_every_fact_of_a_record_has_a_variable_of_its_own() -> None:
    assert len({fact.variable for fact in FACTS.values()}) == len(FACTS)
    told = facts(EventKind.FAX, fax()) | facts(EventKind.JOB, job()) | facts(EventKind.PORT, port())
    assert set(told) <= set(FACTS)


@given(st.text())
def test_a_fact_is_one_line_that_can_be_printed(text: str) -> None:
    line = one_line(text)
    assert line.isprintable()
    assert len(line) <= len(text)


@given(st.text())
def test_a_value_is_never_looked_into_for_placeholders(text: str) -> None:
    assert fill("<{tsid}>", {"tsid": text, "fax_id": "12"}) == f"<{text}>"


def test_braces_that_name_no_fact_stay() -> None:
    text = '{"a": {tsid}, {print $1}}'
    assert placeholders(text) == ["tsid"]
    assert fill(text, {}) == '{"a": , {print $1}}'


@example("-rf", ["{tsid}", "--x={tsid}"])
@given(st.text(), st.lists(st.sampled_from(["{tsid}", "a{tsid}b", "--x={tsid}", "{fax_id}"])))
def test_an_argument_stays_one_argument(text: str, templates: list[str]) -> None:
    told = {"tsid": one_line(text), "fax_id": "12"}
    given_ = arguments(["program", *templates], told)
    assert len(given_) == 1 + len(templates)
    for template, argument in zip(templates, given_[1:], strict=True):
        assert argument.startswith("-") == template.startswith("-")


def test_the_environment_is_clean_and_tells_the_facts() -> None:
    server = {"PATH": "/bin", "SECRET": "x", "FAX_TSID": "old", "TZ": "UTC", "LD_PRELOAD": "x"}
    told = environment(facts(EventKind.FAX, fax()), server)
    assert told["PATH"] == "/bin"
    assert told["TZ"] == "UTC"
    assert "SECRET" not in told
    assert "LD_PRELOAD" not in told
    assert told["FAX_ID"] == "12"
    assert told["FAX_TSID"] == "+49 30 123456"
    assert "FAX_TSID" not in environment(facts(EventKind.PORT, port()), server)
    assert "PATH" in environment({}, {})


@given(st.dictionaries(st.sampled_from(sorted(FACTS)), st.text()))
def test_a_name_is_one_part_of_a_path_whatever_the_facts(values: dict[str, str]) -> None:
    stem = file_stem("{time}-{tsid}-{fax_id}", values)
    path = Path("/folder") / stem
    assert path.parent == Path("/folder")
    assert path.name == stem
    assert not stem.startswith((".", "-"))
    assert len(stem.encode()) <= 200
    assert stem.isascii()
    assert stem.isprintable()


def test_a_name_keeps_what_is_harmless() -> None:
    told: dict[str, JsonValue] = {"tsid": "+49 30/123456"}
    name = file_stem("{time}-{tsid}-{fax_id}", facts(EventKind.FAX, fax(**told)))
    assert name == "20260101T120000Z-+49_30_123456-12"
    assert safe_part("..") == safe_part("") == "unknown"


@given(st.integers(1, 100), st.floats(0, 1))
def test_delays_grow_to_a_last_one(tries: int, chance: float) -> None:
    delay = (next_try(tries, NOON, chance=chance) - NOON).total_seconds()
    base = DELAYS[min(tries, len(DELAYS)) - 1]
    assert base <= delay <= base * (1 + JITTER) + 1e-6
    assert delay <= (next_try(tries + 1, NOON, chance=chance) - NOON).total_seconds()


def test_a_receiver_can_ask_for_a_longer_wait_but_not_for_ever() -> None:
    def wait(seconds: float) -> timedelta:
        return next_try(1, NOON, chance=0, wait=timedelta(seconds=seconds)) - NOON

    assert wait(1) == timedelta(seconds=10)
    assert wait(99) == timedelta(seconds=99)
    assert wait(1e9) == LONGEST_WAIT
