"""Text for terminals."""

from faxstatus_core.text import printable


def test_printable_text_is_one_line() -> None:
    assert printable("[b]ä\n\x1b\u2028\udcff\u202e") == r"[b]ä\n\x1b\u2028\udcff\u202e"
