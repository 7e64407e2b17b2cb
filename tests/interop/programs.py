"""Programs that send and receive faxes, each in the same way to a test."""

from tests.interop.efax import Efax
from tests.interop.hylafax_programs import (
    HylaFaxOnHardwareFlowControl,
    HylaFaxToldNotToCorrect,
    HylaFaxWithEcm,
    HylaFaxWithMh,
    HylaFaxWithMhWithoutEcm,
    HylaFaxWithMr,
    HylaFaxWithoutEcm,
)
from tests.interop.ours import Ours, OursWithoutEcm
from tests.interop.program import Fax, Peer, Program

__all__ = [
    "Efax",
    "Fax",
    "HylaFaxOnHardwareFlowControl",
    "HylaFaxToldNotToCorrect",
    "HylaFaxWithEcm",
    "HylaFaxWithMh",
    "HylaFaxWithMhWithoutEcm",
    "HylaFaxWithMr",
    "HylaFaxWithoutEcm",
    "Ours",
    "OursWithoutEcm",
    "Peer",
    "Program",
]
