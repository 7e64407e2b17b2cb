"""The station that transmits: phase B, and pages with and without error correction."""
