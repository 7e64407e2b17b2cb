"""Writes what docs/ holds of the record: ``python -m faxstatus_core.status docs``."""

import json
import sys
from pathlib import Path

from faxstatus_core.status.documentation import fax_status_page
from faxstatus_core.status.schema import SCHEMA_VERSION, fax_status_schema


def main(folder: Path) -> None:
    """Write the page, and the schema of this version, into ``folder``."""
    schemas = folder / "schemas"
    schemas.mkdir(parents=True, exist_ok=True)
    (folder / "fax-status.md").write_text(fax_status_page(), encoding="utf-8")
    schema = json.dumps(fax_status_schema(), indent=2, ensure_ascii=False) + "\n"
    (schemas / f"fax-status-{SCHEMA_VERSION}.json").write_text(schema, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs"))
