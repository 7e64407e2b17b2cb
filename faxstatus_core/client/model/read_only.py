"""Properties that cannot be set say so with an error of ours."""

from typing import TYPE_CHECKING

from faxstatus_core.client.errors import ReadOnlyError


class ReadOnly:
    """Setting a property that has no setter raises ReadOnlyError, which is an AttributeError too.

    ``why``: what to do instead, for the error.
    """

    why = "properties without a setter only tell what is"

    if not TYPE_CHECKING:  # for type checkers the properties themselves are read-only

        def __setattr__(self, name: str, value: object) -> None:
            found = getattr(type(self), name, None)
            if isinstance(found, property) and found.fset is None:
                raise ReadOnlyError(
                    f"{name} cannot be set", where=type(self).__name__, remedy=self.why
                )
            super().__setattr__(name, value)
