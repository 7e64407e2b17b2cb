"""docs/fax-status.md and the JSON schema of each version are what the definition makes."""

import json
from pathlib import Path

import pytest

from faxstatus_core.status import SCHEMA_VERSION, FpsCode, PortState, fax_status_schema
from faxstatus_core.status.__main__ import main
from faxstatus_core.status.documentation import fax_status_page
from faxstatus_core.status.flat import FlatField, flat_fields

DOCS = Path(__file__).parents[2] / "docs"
AGAIN = (
    "changed? count SCHEMA_VERSION up if it was released, and run python -m faxstatus_core.status"
)


def test_the_page_is_what_the_definition_makes() -> None:
    assert (DOCS / "fax-status.md").read_text(encoding="utf-8") == fax_status_page(), AGAIN


def test_the_schema_of_this_version_is_what_the_definition_makes() -> None:
    kept = DOCS / "schemas" / f"fax-status-{SCHEMA_VERSION}.json"
    assert json.loads(kept.read_text(encoding="utf-8")) == fax_status_schema(), AGAIN


def test_every_version_has_its_schema_under_its_own_name() -> None:
    kept = {path.name: path for path in (DOCS / "schemas").glob("fax-status-*.json")}
    assert set(kept) == {f"fax-status-{n}.json" for n in range(1, SCHEMA_VERSION + 1)}
    for version in range(1, SCHEMA_VERSION + 1):
        text = kept[f"fax-status-{version}.json"].read_text(encoding="utf-8")
        schema = json.loads(text)
        assert schema["$id"] == f"urn:faxstatus:schema:fax-status:{version}"
        assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("field", flat_fields(), ids=lambda field: field.name)
def test_the_page_tells_each_field(field: FlatField) -> None:
    assert f"`{field.name.removeprefix('extended_')}` |" in fax_status_page()
    assert f"| {field.description} |" in fax_status_page()


def test_the_page_tells_every_code_and_state() -> None:
    page = fax_status_page()
    for code in FpsCode:
        assert f"| {code.symbol} | 0x{code.value:08X} | {code.text} | {code.meaning} |" in page
    for state in PortState:
        assert f"| `{state.value}` | {state.code.symbol} |" in page


def test_both_files_are_written_again(tmp_path: Path) -> None:
    main(tmp_path)
    for name in ("fax-status.md", f"schemas/fax-status-{SCHEMA_VERSION}.json"):
        assert (tmp_path / name).read_bytes() == (DOCS / name).read_bytes()
