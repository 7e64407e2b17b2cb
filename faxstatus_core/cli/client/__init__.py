"""Commands that are clients of a fax server."""
