"""The received fax that goes along with a delivery: a copy that the receiver may do anything to."""

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from pydantic import JsonValue, ValidationError

from faxstatus_core.errors import FaxError
from faxstatus_core.hooks.errors import DeliveryError
from faxstatus_core.hooks.settings import Attach
from faxstatus_core.image import ArchiveError, write_pdf
from faxstatus_core.records import Fax
from faxstatus_core.records.metadata import metadata_of


def attach(
    payload: Mapping[str, JsonValue],
    form: Attach,
    folder: Path,
    document: Callable[[str], Path],
) -> Path | None:
    """Put the fax of ``payload`` into ``folder``; None where there is none to go along.

    ``document``: where the document with a digest is; its FaxError says that it is gone. Blocks.
    Raises :class:`DeliveryError`.
    """
    record = payload.get("fax")
    if record is None or form is Attach.NONE:
        return None
    try:
        fax = Fax.model_validate(record)
    except ValidationError as error:
        raise DeliveryError("the record of the fax is damaged", final=True) from error
    try:
        stored = document(fax.digest)
    except FaxError as error:
        raise DeliveryError(f"fax {fax.fax_id} is no longer kept", final=True) from error
    try:
        if form is Attach.TIFF:
            return Path(shutil.copyfile(stored, folder / f"fax-{fax.fax_id}.tif"))
        pdf = folder / f"fax-{fax.fax_id}.pdf"
        write_pdf(stored, pdf, metadata_of(fax))
    except OSError as error:
        raise DeliveryError(f"fax {fax.fax_id} cannot be copied: {error.strerror}") from error
    except ArchiveError as error:
        raise DeliveryError(f"fax {fax.fax_id} cannot become a PDF: {error.what}") from error
    return pdf
