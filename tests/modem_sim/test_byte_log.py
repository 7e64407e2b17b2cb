"""The log of octets."""

import io
import json

from modem_sim.byte_log import ByteLog


def test_one_json_line_for_each_piece() -> None:
    stream = io.StringIO()
    log = ByteLog(stream)
    log(1.23456789, "a", "dte", b"AT\r")
    log(2, "b", "dce", bytes(range(256)))
    first, second = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert first == {"t": 1.234568, "port": "a", "dir": "dte", "hex": "41540d"}
    assert bytes.fromhex(second["hex"]) == bytes(range(256))
