"""Intake: bytes of an offered file in, typed rows and problems out. Callers say `intake.parse(...)`, `intake.identify(...)`."""

from cockpit.intake.gate import is_ignored
from cockpit.intake.identify import identify
from cockpit.intake.reading import blocks, parse
from cockpit.intake.rows import Blocks, Parsed, Rows, collect, whole

__all__ = ["Blocks", "Parsed", "Rows", "blocks", "collect", "identify", "is_ignored", "parse", "whole"]
