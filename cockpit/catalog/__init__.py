"""The catalogue of a data home: `load` it, or learn everything that is wrong with it at once.

    catalog, complaints = catalog.load(home)          # None with errors; warnings may come with a Catalog
    catalog.resolve_place(found, "丰乐社区")            # → "fengle"
"""

from __future__ import annotations

from cockpit.catalog.complaints import CatalogError, Complaint, Log
from cockpit.catalog.learned import with_learned
from cockpit.catalog.load import load, load_or_raise
from cockpit.catalog.names import (
    column_names,
    department_names,
    fold,
    place_names,
    resolve_column,
    resolve_department,
    resolve_place,
    resolve_value,
    value_names,
)
from cockpit.catalog.schema import Catalog

__all__ = [
    "Catalog", "CatalogError", "Complaint", "Log", "column_names", "department_names", "fold", "load", "load_or_raise", "place_names",
    "resolve_column", "resolve_department", "resolve_place", "resolve_value", "value_names", "with_learned",
]  # fmt: skip
