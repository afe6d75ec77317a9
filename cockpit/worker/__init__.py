"""The one process that writes. It says "now"; what is due is decided by the ledger in the store, what is done by the house."""

from cockpit.worker.loop import run

__all__ = ["run"]
