"""Why the store refuses: a code, its values and one sentence in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from cockpit.model import Text

SENTENCES: Mapping[str, Text] = {
    "missing": Text(
        "没有找到数据库 {place}。处理：新的数据目录先运行 cockpit pull 或 cockpit serve；用过的目录运行 cockpit rebuild，由存档重建。",
        "There is no store at {place}. In a new data home run `cockpit pull` or `cockpit serve`; in a used one `cockpit rebuild` makes it"
        " from the archive.",
    ),
    "lost": Text(
        "数据库 {place} 不见了，但存档 {archive} 里有动作记录，不会另建空库。处理：运行 cockpit rebuild，由存档重建。",
        "The store {place} is gone although the archive {archive} holds acts; no empty one is made over it. Run `cockpit rebuild`.",
    ),
    "foreign": Text(
        "{place} 里没有本系统的版本记录，不是本系统的数据库。处理：换一个位置，或改 --store。",
        "{place} bears no version of ours: it is not a cockpit store. Choose another place or another --store.",
    ),
    "newer": Text(
        "数据库 {place} 的结构版本是 {found}，本程序只认得 {expected}。处理：请使用写入它的程序版本（{program}）或更新的版本。",
        "The store {place} has schema version {found}; this program knows {expected}. Use the one that wrote it ({program}) or a newer.",
    ),
    "older": Text(
        "数据库 {place} 的结构版本是 {found}，本程序需要 {expected}。处理：运行 cockpit rebuild，由存档重建；旧库会保留。",
        "The store {place} has schema version {found}; this program needs {expected}. Run `cockpit rebuild`; the old file is kept.",
    ),
    "corrupted": Text(
        "数据库 {place} 已损坏（{found}）。坏文件原样保留。处理：运行 cockpit rebuild，由存档重建。",
        "The store {place} is damaged ({found}). The bad file is left as it is. Run `cockpit rebuild` to make it again from the archive.",
    ),
    "locked": Text(
        "数据库 {place} 正被另一个程序占用，等待 5 秒后仍未放开，本次没有写入。处理：关闭占用它的工具后重试。",
        "Another program holds the store {place} and did not let go within 5 seconds; nothing was written. Close that tool and try again.",
    ),
    "disk_full": Text(
        "磁盘已满，数据库 {place} 没有写入，原有数据不受影响。处理：腾出空间后重试。",
        "The disk is full: nothing was written to the store {place}, what it held is unharmed. Free some space and try again.",
    ),
    "read_only": Text(
        "数据库 {place} 只能读、不能写。处理：检查文件和所在文件夹的权限与所有者。",
        "The store {place} can be read but not written. Check the permissions and the owner of the file and its folder.",
    ),
    "unreadable": Text(
        "数据库 {place} 打不开（{found}）。处理：检查文件和所在文件夹的权限与所有者。",
        "The store {place} cannot be opened ({found}). Check the permissions and the owner of the file and its folder.",
    ),
    "sqlite_too_old": Text(
        "本机的 SQLite 是 {found}，至少需要 {expected}。处理：安装 pysqlite3。",
        "This machine has SQLite {found}; {expected} is needed. Install pysqlite3.",
    ),
    "column_type": Text(
        "数据源 {source} 的列 {column} 在库中是 {found}，目录现在声明为 {expected}。处理：运行 cockpit rebuild。",
        "Column {column} of source {source} is stored as {found}; the catalogue now says {expected}. Run `cockpit rebuild`.",
    ),
    "acts_torn": Text(
        "动作记录 {place} 第 {found} 行读不出来。处理：从备份恢复该文件。",
        "Line {found} of the acts in {place} cannot be read. Restore that file from a backup.",
    ),
    "acts_ahead": Text(
        "动作记录 {place} 与数据库不一致（第 {found} 条）：数据库像是旧的或另一个。处理：运行 cockpit rebuild，由存档重建。",
        "The acts in {place} and the store part ways at act {found}: the store looks older or another one. Run `cockpit rebuild`.",
    ),
}


class StoreError(Exception):
    """The store cannot be used as asked. `code` and `values` as in a Problem; `text` is the sentence."""

    def __init__(self, code: str, **values: object) -> None:
        self.code = code
        self.values: Mapping[str, str] = {name: str(value) for name, value in values.items()}
        sentence = SENTENCES[code]
        self.text = Text(sentence.zh.format_map(self.values), sentence.en.format_map(self.values))
        super().__init__(f"{self.text.zh} {self.text.en}")


MARKS: tuple[tuple[str, str], ...] = (
    ("malformed", "corrupted"),
    ("not a database", "corrupted"),
    ("database is locked", "locked"),
    ("lock timeout", "locked"),
    ("is full", "disk_full"),
    ("no space left", "disk_full"),
    ("readonly database", "read_only"),
    ("unable to open", "unreadable"),
)
"""What drivers say, and what it means here. Everything else is a bug and stays as loud as it is."""


def known(error: BaseException, place: str) -> StoreError | None:
    """The refusal a driver's error stands for; None when it is none we know."""
    said = str(error).lower()
    code = next((code for mark, code in MARKS if mark in said), None)
    return StoreError(code, place=place, found=error) if code else None
