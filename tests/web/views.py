"""Every view of the page, with something in it."""

from tests.support.web_contents import Contents

NAMES = ("ports", "queue", "job", "inbox", "fax", "send", "calls", "call", "history")


def view_of(name: str, contents: Contents) -> tuple[str, str]:
    """The path of a view, and its heading (a regular expression)."""
    return {
        "ports": ("ports", "^Ports$"),
        "queue": ("queue", "^Queue$"),
        "job": (f"jobs/{contents.sent}", f"^Job {contents.sent} "),
        "inbox": ("inbox", "^Inbox$"),
        "fax": (f"inbox/{contents.hostile_fax}", "^Fax from "),
        "send": ("send", "^Send a fax$"),
        "calls": ("calls", "^Calls$"),
        "call": (f"calls/{contents.sent_call}", f"^Call {contents.sent_call}: "),
        "history": ("history", "^History$"),
    }[name]
