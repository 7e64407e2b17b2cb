"""How a modem and its DTE hold each other back (V.250 §6.2.12)."""

from typing import Literal

FlowControl = Literal["none", "xon-xoff", "rts-cts"]
