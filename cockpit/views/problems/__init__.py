"""What is said of each problem of offered files (docs/problems.md): finding and remedy, in Chinese and English.

Read by a clerk who did not write it: the finding says what is there, the remedy what that person can do, where, and that the file is
dropped in again or that nothing is needed. What became of the row or the file is said once for all (`sentences.OUTCOMES`).
`{…}` are the problem's values; a part in square brackets is left out where a value in it is empty.
"""

from __future__ import annotations

from cockpit.views.problems.cells import CELLS
from cockpit.views.problems.fetching import FETCHING
from cockpit.views.problems.files import FILES
from cockpit.views.problems.holding import HOLDING
from cockpit.views.problems.notes import NOTES
from cockpit.views.problems.said import Said
from cockpit.views.problems.tables import TABLES

__all__ = ["PROBLEMS", "Said"]

PROBLEMS: dict[str, tuple[Said, Said]] = FILES | FETCHING | TABLES | CELLS | NOTES | HOLDING
