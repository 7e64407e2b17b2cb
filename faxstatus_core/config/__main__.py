"""Writes the page of the configuration: ``python -m faxstatus_core.config docs``."""

import sys
from pathlib import Path

from faxstatus_core.config.documentation import configuration_page

if __name__ == "__main__":
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "docs")
    (folder / "configuration.md").write_text(configuration_page(), encoding="utf-8")
