"""What single models do with commands, before they are carried out as the standards have it."""

from modem_sim.commands import table
from modem_sim.commands.base import Commanded, CommandError, Outcome
from modem_sim.v250 import Command


def carry_out(modem: Commanded, command: Command) -> Outcome:
    """Do ``command`` as the modem's personality does it.

    Raises :class:`CommandError`, and then nothing has changed.
    """
    personality = modem.personality
    if command.name in personality.missing:
        raise CommandError(command.name)
    question = command.name + ("?" if command.operator == "?" else "")
    if not command.value and question in personality.answers:
        return personality.answers[question]
    if command.name in personality.accepts:
        return None
    information = personality.information
    if command.name == "I" and information:
        if command.number not in information:
            raise CommandError(command.value)
        return information[command.number] or None
    return table.carry_out(modem, command)
