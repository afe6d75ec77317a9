"""The store: facts stamped by batch, acts, and what was said. An index of the archive, which is the truth.

Callers open a transaction with `store.begin()` and hand its connection to these functions: what belongs together is
committed together, or not at all.
"""

from cockpit.store import acts, batches, facts, history, runs, snapshots, tables, totals, types, undo, upsert, weeks
from cockpit.store.change import Change, apply, origin, preview, rows_closed, rows_opened, standing_after
from cockpit.store.engine import Store, open_store
from cockpit.store.errors import StoreError
from cockpit.store.rows import Rows
from cockpit.store.undo import restore

__all__ = [
    "Change",
    "Rows",
    "Store",
    "StoreError",
    "acts",
    "apply",
    "batches",
    "facts",
    "history",
    "open_store",
    "origin",
    "preview",
    "restore",
    "rows_closed",
    "rows_opened",
    "runs",
    "snapshots",
    "standing_after",
    "tables",
    "totals",
    "types",
    "undo",
    "upsert",
    "weeks",
]
