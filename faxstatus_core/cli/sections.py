"""Help of a command whose options stand under headings."""

from typing import Any

from typer.core import TyperCommand

SERVER = "Which server"
"""The heading of the options that all clients have."""
_FIRST = "Options"


class Sectioned(TyperCommand):
    """A command; an option's ``rich_help_panel`` is its heading."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Arguments, then the options by heading; headings in the order of the options."""
        sections: dict[str, list[tuple[str, str]]] = {"Arguments": [], _FIRST: []}
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx)
            if record is None:
                continue
            is_argument = parameter.param_type_name == "argument"
            heading = "Arguments" if is_argument else getattr(parameter, "rich_help_panel", None)
            sections.setdefault(heading or _FIRST, []).append(record)
        for heading, records in sections.items():
            if records:
                with formatter.section(heading):
                    formatter.write_dl(records)
