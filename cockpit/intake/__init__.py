"""Intake: bytes of an offered file in, typed rows and problems out. Callers say `intake.parse(...)`, `intake.identify(...)`."""

from cockpit.intake.gate import is_ignored
from cockpit.intake.identify import identify
from cockpit.intake.reading import parse
from cockpit.intake.rows import Parsed, Rows

__all__ = ["Parsed", "Rows", "identify", "is_ignored", "parse"]
