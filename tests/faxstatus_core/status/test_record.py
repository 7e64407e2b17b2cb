"""The record's schema and its JSON."""

import json

import pytest
from pydantic import ValidationError

from faxstatus_core.status import FaxStatus
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
        "device_status": 0x20100000,
        "device_status_name": "FPS_AVAILABLE",
        "state": "available",
        **dict.fromkeys(
            [
                "phase",
                "modulation",
                "data_rate",
                "resolution",
                "pages_received",
                "pages_confirmed",
                "page_bytes",
                "page_percent",
                "remote_id",
                "error_cause",
            ]
        ),
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
