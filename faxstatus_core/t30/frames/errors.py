"""The error of a malformed T.30 frame."""

from faxstatus_core.errors import FaxError


class FrameError(FaxError):
    """A frame that cannot be parsed, or a value that no frame can carry.

    ``what`` is wrong, and ``where``: the octet's offset in the frame (0 is the address), and the
    field of the FIF if it lies there. It is the only error of ``parse`` and ``build``.
    """
