"""The two sources that no office declares: the house writes them itself, every catalogue has them."""

from __future__ import annotations

from cockpit.catalog.schema import Column, Due, Source
from cockpit.catalog.sources import ALWAYS
from cockpit.model import Text

IDS = ("feed_expectation", "import_batch")


def sources(owner: str) -> dict[str, Source]:
    """`feed_expectation`: one row per delivery that was due; `import_batch`: one per offered file."""
    expectation = (
        _column("feed", "code", "数据源", "Source"),
        _column("period", "text", "应报期次", "Period due"),
        _column("due_at", "datetime", "应报时间", "Due at"),
        _column("accepted_at", "datetime", "接收时间", "Accepted at", null=True),
        _column("waived_reason", "text", "停报原因", "Reason waived", null=True),
    )
    batch = (
        _column("batch_id", "int", "批次", "Batch"),
        _column("feed", "code", "数据源", "Source"),
        _column("file_name", "text", "文件名", "File"),
        _column("received_at", "datetime", "收到时间", "Received at"),
        _column("period", "text", "期次", "Period", null=True),
        _column("status", "text", "结论", "Verdict"),
        _column("rows_accepted", "int", "接收行数", "Rows accepted"),
        _column("rows_rejected", "int", "退回行数", "Rows refused"),
        _column("rows_checked", "int", "校验行数", "Rows checked"),
    )
    return {
        "feed_expectation": _source("feed_expectation", Text("应报期次", "Deliveries due"), owner, ("feed", "period"), expectation),
        "import_batch": _source("import_batch", Text("导入批次", "Offered files"), owner, ("batch_id",), batch),
    }


def _column(name: str, kind: str, zh: str, en: str, *, null: bool = False) -> Column:
    return Column(name, kind, Text(zh, en), null=null)


def _source(code: str, name: Text, owner: str, key: tuple[str, ...], columns: tuple[Column, ...]) -> Source:
    return Source(code, name, owner, "L1", key, {c.name: c for c in columns}, (Due(ALWAYS, "none"),), covers="day_before", system=True)
