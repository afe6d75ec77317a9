"""Colours and type of the design tokens (`assets/tokens.css`) for figures, which cannot read CSS variables."""

from __future__ import annotations

from dataclasses import dataclass

FONT = '"Noto Sans SC","Noto Sans CJK SC","Source Han Sans SC","PingFang SC","Microsoft YaHei",sans-serif'
CLEAR = "rgba(0,0,0,0)"


@dataclass(frozen=True, slots=True)
class Fill:
    """How an area is painted. `hatch` is the colour of 45° lines over `color`."""

    color: str
    edge: str = CLEAR
    width: float = 0
    hatch: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Theme:
    """One set of names, two themes. `small` is the size of axis ticks, `body` of figures that carry meaning."""

    bg: str
    surface: str
    surface2: str
    line: str
    ink: str
    ink2: str
    ink3: str
    data: str
    weak: str
    accent: str
    bad: str
    on_bad: str
    bad_ink: str
    warn: str
    warn_ink: str
    on_warn: str
    band: str
    hatch: str
    small: int
    body: int
    stroke: float

    def color(self, style: str) -> str:
        """The colour of text or a mark in a style's meaning."""
        named = {
            "ink": self.ink,
            "ink2": self.ink2,
            "ink3": self.ink3,
            "data": self.data,
            "weak": self.weak,
            "accent": self.accent,
            "warn": self.warn_ink,
            "bad": self.bad_ink,
            "stale": self.ink3,
            "none": self.ink3,
            "calm": self.ink2,
            "on_bad": self.on_bad,
        }
        return named.get(style, self.ink2)

    def fill(self, style: str) -> Fill:
        """How bars and cells of a style are painted, and which text colour reads on them."""
        fills = {
            "data": Fill(self.data, text=self.bg),
            "weak": Fill(self.weak, text=self.ink),
            "faint": Fill(self.surface2, text=self.ink2),
            "hollow": Fill(CLEAR, self.data, 2, text=self.ink2),
            "accent": Fill(self.accent, text=self.bg),
            "warn": Fill(self.warn, text=self.on_warn),
            "bad": Fill(self.bad, self.ink, 3, text=self.on_bad),
            "warn_line": Fill(CLEAR, self.warn, 3, text=self.warn_ink),
            "warn_hatch": Fill(CLEAR, self.warn, 2, self.warn, text=self.warn_ink),
            "stale": Fill(CLEAR, self.hatch, 1, self.hatch, text=self.ink2),
            "clear": Fill(CLEAR, text=self.ink2),
        }
        return fills.get(style, fills["data"])


DARK = Theme(
    bg="#0F151B",
    surface="#171F28",
    surface2="#212B36",
    line="#33404D",
    ink="#E4E9EE",
    ink2="#B3BFCB",
    ink3="#93A1AF",
    data="#7C93AA",
    weak="#435467",
    accent="#6DB7F2",
    bad="#CE3427",
    on_bad="#FFFFFF",
    bad_ink="#FF8E7F",
    warn="#F2B53C",
    warn_ink="#F2B53C",
    on_warn="#1A1406",
    band="#22303D",
    hatch="#5B6B7B",
    small=20,
    body=24,
    stroke=4,
)
"""The wall: 20 px is the smallest type that can be read from six metres."""
LIGHT = Theme(
    bg="#F4F6F8",
    surface="#FFFFFF",
    surface2="#E9EDF1",
    line="#D3DAE1",
    ink="#16202A",
    ink2="#43505D",
    ink3="#596673",
    data="#5A7189",
    weak="#B7C4D0",
    accent="#0A5FAE",
    bad="#C02B1E",
    on_bad="#FFFFFF",
    bad_ink="#B02418",
    warn="#D99100",
    warn_ink="#8A5800",
    on_warn="#1A1406",
    band="#E6F0F8",
    hatch="#9AA8B5",
    small=12,
    body=14,
    stroke=2,
)
"""Desk, phone and print."""
