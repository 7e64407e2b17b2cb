"""Text from anywhere, for people's terminals."""


def printable(text: str) -> str:
    """``text`` with whatever cannot be printed as an escape: always one line."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)
