"""Received faxes: stored page by page, and what becomes of them."""
