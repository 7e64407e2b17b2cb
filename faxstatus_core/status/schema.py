"""The versioned JSON schema of the record."""

from faxstatus_core.status.record import FaxStatus

SCHEMA_VERSION = 1
"""Counts up with each change of the record; ``docs/schemas`` keeps the schema of each version."""

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def fax_status_schema() -> dict[str, object]:
    """The JSON schema (2020-12) of FaxStatus as it is sent; ``$id`` holds the version.

    Beside the standard's keywords each property has ``valid`` and ``unit``, those of IFaxStatus
    also ``com_name``, ``com_type`` and ``absent``.
    """
    return {
        "$schema": _DIALECT,
        "$id": f"urn:faxstatus:schema:fax-status:{SCHEMA_VERSION}",
        **FaxStatus.model_json_schema(mode="serialization"),
    }
