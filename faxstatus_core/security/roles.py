"""What a client may do."""

from enum import StrEnum


class Role(StrEnum):
    """Each may do what the one before it may, and more."""

    READ = "read"
    """See everything."""
    SUBMIT = "submit"
    """Hand in jobs, and cancel one's own."""
    ADMIN = "admin"
    """Change ports, cancel any job, remove faxes, stop the queue."""

    def allows(self, needed: "Role") -> bool:
        """Whether who has this role may do what needs ``needed``."""
        order = tuple(Role)
        return order.index(self) >= order.index(needed)
