"""The command line: a command a file in ``symbiosis.commands``.

Nothing heavy is imported before a command runs, so that help is instant.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import cast

import click

from symbiosis import commands


class _Commands(click.Group):
    """The folder of commands is their registry; a file is imported when its command is asked for."""

    def list_commands(self, context: click.Context) -> list[str]:  # noqa: ARG002
        return sorted(module.name for module in iter_modules(commands.__path__) if module.name != "common")

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in self.list_commands(context):
            return None
        return cast("click.Command", getattr(import_module(f"symbiosis.commands.{name}"), name))


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="symbiosis", prog_name="symbiosis")
def main() -> None:
    """Place the flows of an industrial symbiosis: use the most at the least cost, within quality, law and limits."""
