"""What a command is told: arguments and environment variables, made of facts."""

from collections.abc import Mapping, Sequence

from faxstatus_core.hooks.facts import FACTS, fill

INHERITED = ("PATH", "HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "TZ", "TMPDIR")
"""Variables that a command gets from the server. No other: they may hold secrets."""
_PATH = "/usr/local/bin:/usr/bin:/bin"


def arguments(command: Sequence[str], facts: Mapping[str, str]) -> list[str]:
    """Program and arguments. A placeholder stays within its argument, whatever its text says.

    Hyphens at the beginning of an argument that came from a fact are removed: a text from outside
    cannot become an option.
    """
    program, *others = command
    return [program, *(_argument(template, facts) for template in others)]


def _argument(template: str, facts: Mapping[str, str]) -> str:
    argument = fill(template, facts)
    return argument if template.startswith("-") else argument.lstrip("-")


def environment(facts: Mapping[str, str], server: Mapping[str, str]) -> dict[str, str]:
    """The whole environment of a command; ``server``: that of this program."""
    kept = {name: server[name] for name in INHERITED if name in server}
    told = {FACTS[name].variable: value for name, value in facts.items()}
    return {"PATH": _PATH, **kept, **told}
