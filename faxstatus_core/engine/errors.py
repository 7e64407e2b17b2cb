"""What can be wrong with a modem and its device."""

from faxstatus_core.errors import FaxError


class DeviceError(FaxError):
    """The device cannot be used. ``where`` is its path."""


class DeviceTakenError(DeviceError):
    """Another program has the device."""


class DeviceLostError(DeviceError):
    """The device went away while it was in use."""


class NotAModemError(DeviceError):
    """What is at the device does not answer as a Class 1 fax modem."""


class BadNumberError(FaxError):
    """A telephone number that cannot be dialled."""
