"""The record as a row, and back."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faxstatus_core.status import (
    ExtendedStatus,
    FaxStatus,
    InvalidRowError,
    PortTracker,
    flat_fields,
    flatten,
    unflatten,
)
from faxstatus_core.status.record import IFAXSTATUS_PROPERTIES

IDLE = flatten(PortTracker(7, "Line 1", "OWN").snapshot(datetime(2026, 3, 1, tzinfo=UTC)))
SCHEMAS: dict[str, dict[str, Any]] = {
    **FaxStatus.model_json_schema()["properties"],
    **{
        f"extended_{name}": schema
        for name, schema in ExtendedStatus.model_json_schema()["properties"].items()
    },
}
del SCHEMAS["extended"]


def _values(schema: dict[str, Any]) -> st.SearchStrategy[object]:
    """Whatever JSON of this schema can hold."""
    if "anyOf" in schema:
        return st.one_of(*map(_values, schema["anyOf"]))
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    low, high = schema.get("minimum"), schema.get("maximum")
    match schema["type"], schema.get("format"):
        case "string", "date-time":
            return st.datetimes(timezones=st.just(UTC))
        case "string", _:
            return st.text(max_size=schema.get("maxLength", 60))
        case "integer", _:
            return st.integers(low, high if high is not None else 2**53)
        case "number", _:
            return st.floats(low, high, allow_nan=False, allow_infinity=False)
        case "boolean", _:
            return st.booleans()
    return st.none()


ROWS = st.fixed_dictionaries({name: _values(schema) for name, schema in SCHEMAS.items()})


@given(ROWS)
def test_a_status_comes_back_from_its_row(row: dict[str, object]) -> None:
    status = unflatten(row)
    assert unflatten(flatten(status)) == status
    assert FaxStatus.model_validate_json(status.model_dump_json()) == status


@given(ROWS)
def test_a_row_holds_what_its_columns_say(row: dict[str, object]) -> None:
    flat = flatten(unflatten(row))
    assert list(flat) == [field.name for field in flat_fields()]
    for field in flat_fields():
        value = flat[field.name]
        assert type(value) is field.python_type or (field.nullable and value is None), field


def test_the_columns_are_all_fields_of_the_record_in_plain_types() -> None:
    names = [field.name for field in flat_fields()]
    assert names == [
        *IFAXSTATUS_PROPERTIES,
        *(f"extended_{name}" for name in ExtendedStatus.model_fields),
    ]
    types = {field.name: (field.python_type, field.nullable) for field in flat_fields()}
    assert types["device_id"] == (int, False)
    assert types["send"] == (bool, False)
    assert types["elapsed_time"] == (float, True)
    assert types["start_time"] == (datetime, True)
    assert types["extended_phase"] == (str, True)
    assert types["extended_data_rate"] == (int, True)
    assert all(field.description for field in flat_fields())


def test_columns_that_are_not_the_record_s_are_let_pass() -> None:
    assert flatten(unflatten({**IDLE, "id": 5, "extended_later": 1})) == IDLE


def test_a_database_s_booleans_may_be_numbers() -> None:
    assert flatten(unflatten({**IDLE, "send": 0, "receive": 0})) == IDLE


@pytest.mark.parametrize(
    ("row", "where"),
    [
        ({}, "address"),
        ({**IDLE, "current_page": 0}, "current_page"),
        ({**IDLE, "extended_phase": "Z"}, "extended_phase"),
        ({**IDLE, "start_time": datetime(2026, 1, 1)}, "start_time"),  # noqa: DTZ001 - naive on purpose
    ],
)
def test_a_row_that_is_no_status_is_refused(row: dict[str, object], where: str) -> None:
    with pytest.raises(InvalidRowError, match=where):
        unflatten(row)
