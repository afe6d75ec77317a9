"""The form of what is said of a problem."""

Said = tuple[str, str]
"""Finding and remedy."""
