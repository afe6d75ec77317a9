"""Snapshots: everything known at one moment, frozen. `take.take` makes one, `codec` writes and reads it."""
