"""Waits for a call on a modem and says who it is, without answering."""

import sys
import time
from dataclasses import dataclass

import serial


@dataclass(frozen=True)
class Caller:
    """Who called."""

    number: str
    name: str


class ModemLostError(Exception):
    """The modem went away."""


def wait_for_caller(device: str, seconds: float) -> Caller | None:
    """The next caller on the modem at ``device``; None if nobody called within ``seconds``."""
    fields: dict[str, str] = {}
    ends = time.monotonic() + seconds
    try:
        with serial.Serial(str(device), timeout=0.1) as modem:
            modem.write(b"ATE0+VCID=1\r")
            while time.monotonic() < ends:
                line = modem.readline().decode("ascii", "replace").strip()
                key, separator, value = line.partition("=")
                if separator:
                    fields[key.strip()] = value.strip()
                if "NMBR" in fields and (line == "RING" or "NAME" in fields):
                    return Caller(fields["NMBR"], fields.get("NAME", ""))
    except serial.SerialException as error:
        raise ModemLostError(device) from error
    return None


if __name__ == "__main__":
    print(wait_for_caller(sys.argv[1], 3600))
