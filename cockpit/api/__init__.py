"""The HTTP API: JSON for screens, scripts and other offices' programs. docs/api.md says what it promises."""
