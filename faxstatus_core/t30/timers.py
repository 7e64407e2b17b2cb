"""The timers and counts of T.30 §5.4, in seconds."""

T1 = 35.0
"""Both sides look for each other in phase B (35 +- 5 s)."""
T2 = 6.0
"""The receiver waits for a command (6 +- 1 s)."""
T4 = 3.0
"""The transmitter waits for a response before it repeats the command (3.0 s +- 15 %)."""
T5 = 60.0
"""A receiver may say that it is not ready for so long (60 +- 5 s)."""
TRIES = 3
"""How often a command is sent before the call is given up (T.30 §5.4.2)."""
PPR_LIMIT = 4
"""How often a block is asked for again before its sender slows down or gives up (Annex A.4.4)."""
SILENCE = 0.075
"""Between signals of opposite or different kind (75 +- 20 ms, T.30 §5.3.2.3)."""
TCF_DURATION = 1.5
"""Seconds of zeros in a training check (1.5 s +- 10 %, T.30 §5.3.6.1.3)."""
TCF_WAIT = 4.5
"""How long a receiver waits for the training check's carrier after a DCS."""
