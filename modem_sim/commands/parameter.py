"""Extended-syntax parameters: set, read and test from one declaration each (V.250 §5.4.4)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from modem_sim.commands.base import Commanded, CommandError, allow
from modem_sim.settings import Settings
from modem_sim.v250 import Command

Values = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter, such as +IFC; calling it carries out a command.

    ``subparameters``: the values that each can have. ``labelled``: answers begin with the name and
    test answers have parentheses, as in V.250; T.31's have neither. The values are kept in
    :attr:`Settings.parameters` under ``name``, unless ``read`` and ``write`` say where.
    """

    name: str
    subparameters: tuple[Sequence[int], ...]
    labelled: bool = True
    read: Callable[[Settings], Values] | None = None
    write: Callable[[Settings, Values], None] | None = None

    def __call__(self, modem: Commanded, command: Command) -> str | None:
        """Set, read or test. Raises CommandError for anything else, and for values not allowed."""
        match command.operator:
            case "?":
                return self._label + ",".join(map(str, self.values(modem.settings)))
            case "=?":
                return self._label + ",".join(self._listed(each) for each in self.subparameters)
            case "=":
                self._set(modem.settings, command.value)
                return None
        raise CommandError(command.name)

    def values(self, settings: Settings) -> Values:
        """The current value of each subparameter."""
        return self.read(settings) if self.read else settings.parameters[self.name]

    def _set(self, settings: Settings, text: str) -> None:
        given = text.split(",")
        if not any(given) or len(given) > len(self.subparameters):
            raise CommandError(text)
        values = list(self.values(settings))
        for place, value in enumerate(given):
            if value:  # those left out keep their values
                values[place] = Command(self.name, "=", value).number
                allow(values[place], self.subparameters[place])
        if self.write:
            self.write(settings, tuple(values))
        else:
            settings.parameters[self.name] = tuple(values)

    @property
    def _label(self) -> str:
        return f"{self.name}: " if self.labelled else ""

    def _listed(self, values: Sequence[int]) -> str:
        text = listed(values)
        return f"({text})" if self.labelled else text


def listed(values: Sequence[int]) -> str:
    """Values as test answers list them: ``0-255``, ``0,1``, ``24,48,72``."""
    first, last = values[0], values[-1]
    if last - first > 1 and list(values) == list(range(first, last + 1)):
        return f"{first}-{last}"
    return ",".join(map(str, values))
