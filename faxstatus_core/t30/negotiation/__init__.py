"""What the two terminals can do, and what they agree on: DIS, DTC and DCS (T.30 Table 2)."""
