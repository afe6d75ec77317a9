"""The command line. Each command opens the data home, does one thing, and prints it for people or, with --json, for programs."""

from __future__ import annotations

import sys

from cockpit.cli.app import app, moved_options

__all__ = ["app", "main"]


def main() -> None:
    """Entry point: the options common to all commands may stand before the command or after it."""
    app(args=moved_options(sys.argv[1:]), prog_name="cockpit")
