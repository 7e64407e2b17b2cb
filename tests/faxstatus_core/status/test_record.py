"""The record's schema and its JSON."""

import json

import pytest
from pydantic import ValidationError

from faxstatus_core.status import ExtendedStatus, FaxStatus
from faxstatus_core.status.record import IFAXSTATUS_PROPERTIES

# IFaxStatus, faxcom.h: property and COM type.
PUBLISHED = {
    "Address": "BSTR",
    "CallerId": "BSTR",
    "Csid": "BSTR",
    "CurrentPage": "long",
    "Description": "BSTR",
    "DeviceId": "long",
    "DeviceName": "BSTR",
    "DocumentName": "BSTR",
    "DocumentSize": "long",
    "ElapsedTime": "DATE",
    "PageCount": "long",
    "Receive": "BOOL",
    "RecipientName": "BSTR",
    "RoutingString": "BSTR",
    "Send": "BOOL",
    "SenderName": "BSTR",
    "StartTime": "DATE",
    "SubmittedTime": "DATE",
    "Tsid": "BSTR",
}
IDLE = {
    **dict.fromkeys(IFAXSTATUS_PROPERTIES),
    "description": "Available",
    "device_id": 1,
    "device_name": "Line 1",
    "receive": False,
    "send": False,
    "extended": {
        **dict.fromkeys(ExtendedStatus.model_fields),
        "device_status": 0x20100000,
        "device_status_name": "FPS_AVAILABLE",
        "device_status_text": "Available",
        "state": "available",
    },
}


def test_the_schema_describes_the_19_properties_of_ifaxstatus() -> None:
    properties = FaxStatus.model_json_schema()["properties"]
    del properties["extended"]
    assert {field["com_name"]: field["com_type"] for field in properties.values()} == PUBLISHED
    for name, field in properties.items():
        assert field["com_name"].lower() == name.replace("_", "")
        assert field["description"]
        assert field["valid"] in {"always", "job", "sending", "receiving"}
        assert field["absent"]
        assert "unit" in field


def test_every_property_is_required_on_the_wire() -> None:
    assert set(FaxStatus.model_json_schema()["required"]) == {*IFAXSTATUS_PROPERTIES, "extended"}


def test_units_are_given_where_there_is_a_measure() -> None:
    properties = FaxStatus.model_json_schema()["properties"]
    measured = {name for name in IFAXSTATUS_PROPERTIES if properties[name]["unit"]}
    assert measured == {
        "current_page",
        "document_size",
        "elapsed_time",
        "page_count",
        "start_time",
        "submitted_time",
    }


def test_the_record_cannot_be_changed() -> None:
    status = FaxStatus.model_validate(IDLE)
    with pytest.raises(ValidationError, match="frozen"):
        status.device_id = 2  # type: ignore[misc]  # that it is refused is the point


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("device_id", -1),
        ("device_id", 2**31),
        ("current_page", 0),
        ("elapsed_time", -0.5),
        ("start_time", "2026-01-01T00:00:00"),
        ("start_time", "9999-12-31T23:59:59-05:00"),
        ("send", None),
        ("description", None),
    ],
)
def test_values_out_of_range_are_refused(name: str, value: object) -> None:
    with pytest.raises(ValidationError, match=name):
        FaxStatus.model_validate_json(json.dumps({**IDLE, name: value}))


def test_texts_lose_what_cannot_be_shown_and_ids_are_cut_to_20() -> None:
    hostile = {**IDLE, "caller_id": " a\x1b[2J\nb ", "csid": "\x00" + "9" * 30, "address": "\ud800"}
    status = FaxStatus.model_validate(hostile)
    assert status.caller_id == "a?[2J?b"
    assert status.csid == "?" + "9" * 19
    assert status.address == "?"


def test_members_that_a_later_version_adds_are_ignored() -> None:
    assert FaxStatus.model_validate({**IDLE, "later": 1}) == FaxStatus.model_validate(IDLE)


# What later systems expose, in the order of the fact sheet: every one must be there.
LATER_SYSTEMS = {
    "status and its text": "device_status device_status_name device_status_text state",
    "transmission start and end": "transmission_start transmission_end",
    "retries and scheduled time": "job_id retries scheduled_time",
    "pages": "pages_transmitted pages_received pages_confirmed",
    "bytes": "page_bytes page_percent call_bytes",
    "data rate and modulation": "data_rate modulation",
    "ECM used": "error_correction",
    "coding": "coding",
    "resolution": "resolution horizontal_resolution vertical_resolution",
    "width, length, line time": "page_width page_length minimum_scan_line_time",
    "bad rows": "page_lines page_bad_lines call_bad_lines longest_bad_run ecm_retransmissions",
    "remote": "remote_id remote_maker remote_model",
    "addressing": "sub_address selective_polling_address password_seen sid_seen",
    "caller": "caller_id_name caller_id_number dialled_number",
    "result": "error_cause result_code result_text",
    "call": "call_duration last_frame_sent last_frame_received phase",
    "polling": "poll_requested poll_offered",
}


def test_the_extended_part_has_what_later_systems_expose_and_nothing_else() -> None:
    told = " ".join(LATER_SYSTEMS.values()).split()
    assert sorted(told) == sorted(ExtendedStatus.model_fields)


@pytest.mark.parametrize("name", ExtendedStatus.model_fields)
def test_a_field_of_the_extended_part_says_what_it_is(name: str) -> None:
    field = ExtendedStatus.model_json_schema()["properties"][name]
    assert field["description"].endswith(".")
    assert field["valid"] in {"always", "job", "sending", "receiving", "inbound"}
    assert "unit" in field
    assert name in ExtendedStatus.model_json_schema()["required"]


@pytest.mark.parametrize("name", ExtendedStatus.model_fields)
def test_only_what_is_always_valid_cannot_be_null(name: str) -> None:
    field = ExtendedStatus.model_json_schema()["properties"][name]
    assert ({"type": "null"} not in field.get("anyOf", [])) == (field["valid"] == "always")
