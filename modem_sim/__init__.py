"""Emulated Class 1 fax modems, joined by a virtual telephone exchange."""
