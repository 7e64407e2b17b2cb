"""The station that receives: phase B, and pages with and without error correction."""
