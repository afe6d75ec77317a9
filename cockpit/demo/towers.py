"""The buildings of the demo street by name: twelve key ones, and six more the register knows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Tower:
    """Areas in m². `vacant` and `expiring` (leases ending within twelve months) as they stand at the anchor; `tax` yuan per m² and year."""

    id: str
    name: str
    place: str
    kind: str
    rentable: int
    vacant: int = 0
    expiring: int = 0
    tax: int = 0
    floors: int = 20
    delivered: date = date(2014, 9, 30)
    reason: str = ""

    @property
    def key(self) -> bool:
        return not self.reason

    @property
    def owner_used(self) -> int:
        """Held by the owner: occupied, without a lease."""
        return (self.rentable - self.vacant) * 5 // 100


TWELVE = (
    Tower("B01", "星河国际", "c12", "office", 68_000, 17_000, 15_200, 3000, 38, date(2019, 6, 28)),
    Tower("B02", "丰乐商务", "c13", "office", 42_960, 12_500, 8_800, 2100, 24, date(2011, 11, 18)),
    Tower("B03", "跨境产业园", "c15", "mixed", 92_000, 6_900, 11_000, 4200, 12, date(2017, 4, 20)),
    Tower("B04", "渡口时尚园", "c09", "mixed", 76_250, 6_100, 6_400, 3500, 11, date(2016, 9, 9)),
    Tower("B05", "青禾广场", "c06", "office", 23_980, 5_300, 3_400, 2300, 18, date(2009, 12, 25)),
    Tower("B06", "锦湾中心", "c05", "office", 53_850, 4_900, 7_200, 4000, 31, date(2018, 8, 8)),
    Tower("B07", "梧桐广场", "c04", "mixed", 35_960, 3_200, 2_700, 4300, 22, date(2013, 5, 30)),
    Tower("B08", "南浦中心", "c14", "office", 31_000, 3_100, 4_100, 3650, 20, date(2012, 10, 12)),
    Tower("B09", "云帆大厦", "c01", "office", 49_150, 2_900, 2_200, 6200, 33, date(2020, 1, 10)),
    Tower("B10", "长堤大厦", "c15", "office", 39_130, 2_700, 3_500, 3700, 25, date(2015, 3, 27)),
    Tower("B11", "东篱科创", "c10", "mixed", 61_540, 2_400, 3_000, 4300, 16, date(2021, 7, 1)),
    Tower("B12", "书林大厦", "c03", "office", 27_120, 1_600, 1_200, 3200, 19, date(2010, 6, 18)),
)
OTHERS = (
    Tower("B13", "柳岸商厦", "c02", "mixed", 18_400, tax=260, floors=9, delivered=date(2006, 5, 1), reason="整体改造停租"),
    Tower("B14", "桂苑综合楼", "c07", "mixed", 9_600, tax=180, floors=7, delivered=date(2004, 8, 20), reason="单位自用"),
    Tower("B15", "和畅生活广场", "c08", "commercial", 22_300, floors=5, delivered=date(2012, 9, 28), reason="零售商业，不计商务楼宇"),
    Tower("B16", "莲塘农贸中心", "c11", "commercial", 12_700, floors=3, delivered=date(2015, 1, 20), reason="零售商业，不计商务楼宇"),
    Tower("B17", "星河里街区", "c12", "commercial", 15_900, floors=4, delivered=date(2018, 11, 11), reason="零售商业，不计商务楼宇"),
    Tower("B18", "望山小微园", "c17", "park", 26_500, floors=6, delivered=date(2022, 12, 15), reason="村级产业园，另表统计"),
)
ALL = TWELVE + OTHERS
NAME = {tower.id: tower.name for tower in ALL}
