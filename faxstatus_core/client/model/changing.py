"""Properties of a port that are changed on the server by being set, as IFaxPort's are."""

from typing import Generic, Protocol, TypeVar, overload

from faxstatus_core.client.model.port_view import PortView

T = TypeVar("T")


class _Changeable(Protocol):
    def _change(self, name: str, value: object) -> None: ...


class Changing(Generic[T]):
    """A property that reads the snapshot, and has the server change it when set."""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, port: None, owner: type) -> "Changing[T]": ...
    @overload
    def __get__(self, port: PortView, owner: type) -> T: ...
    def __get__(self, port: PortView | None, owner: type) -> "Changing[T] | T":
        if port is None:
            return self
        value: T = getattr(port.info, self._name)
        return value

    def __set__(self, port: _Changeable, value: T) -> None:
        port._change(self._name, value)
