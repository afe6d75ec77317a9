"""cockpit: the digital cockpit of an urban sub-district office."""

__version__ = "0.1.0"
