"""The reading process: reused, limited, replaced when it overran, closed without a trace."""

from __future__ import annotations

import multiprocessing
import os
import signal
from dataclasses import replace
from types import MappingProxyType

import pytest
from intake_street import NOW, catalog, source, text_file

from cockpit.catalog.schema import Community
from cockpit.intake.reader_process import ReaderProcess
from cockpit.model import Text

TEXT = "编号,接收日期\na,2026-11-01\n".encode()


def test_one_child_reads_many_files_and_is_closed() -> None:
    street = catalog()
    street = replace(street, communities=MappingProxyType(dict(street.communities)))
    with ReaderProcess(timeout_s=30) as reader:
        first = reader.parse(TEXT, name="案件.csv", source=street.sources["case"], catalog=street, received=NOW)
        child = reader._child
        second = reader.parse(b"", name="案件.csv", source=street.sources["case"], catalog=street, received=NOW)
        assert first.rows is not None and first.rows.columns["case_id"] == ["a"] and len(first.rows.key) == 1
        assert second.quarantine is not None and second.quarantine.code == "empty_file"
        assert reader.identify("导出.csv", "", head=TEXT, catalog=street) is street.sources["case"]
        alias = replace(street, communities={"lone": Community("lone", Text("孤村", "Lone"), "village")})
        third = reader.parse(TEXT, name="x.csv", source=alias.sources["case"], catalog=alias, received=NOW)
        assert reader._known is alias and third.rows is not None
        assert child is not None and child is reader._child
    assert not multiprocessing.active_children()


def test_C02_a_reading_that_overruns_is_ended_and_the_next_file_is_read() -> None:
    street = catalog()
    large = text_file([["编号", "接收日期"], *([f"a{i}", "2026年11月1日"] for i in range(300_000))]).encode()
    with ReaderProcess(timeout_s=0.05) as reader:
        parsed = reader.parse(large, name="案件.csv", source=street.sources["case"], catalog=street, received=NOW)
        assert parsed.quarantine is not None and parsed.quarantine.code == "reading_overran" and parsed.rows is None
        reader.timeout_s = 30
        assert reader.parse(TEXT, name="案件.csv", source=street.sources["case"], catalog=street, received=NOW).rows is not None


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs signals")
def test_a_child_that_dies_is_replaced() -> None:
    street = replace(catalog(), hash="")
    with ReaderProcess(timeout_s=30) as reader:
        reader.parse(TEXT, name="案件.csv", source=street.sources["case"], catalog=street, received=NOW)
        assert reader._child is not None and reader._child.pid is not None
        os.kill(reader._child.pid, signal.SIGKILL)
        reader._child.join()
        assert reader.parse(TEXT, name="案件.csv", source=street.sources["case"], catalog=street, received=NOW).rows is not None


def test_memory_is_limited() -> None:
    pytest.importorskip("resource")
    street = catalog(source(), limits={"csv_mb": 300})
    large = text_file([["编号", "接收日期"], *([f"a{i}", f"2026-11-0{i % 9 + 1}"] for i in range(400_000))]).encode()
    with ReaderProcess(timeout_s=60, memory_mb=30) as reader:
        parsed = reader.parse(large, name="案件.csv", source=street.sources["case"], catalog=street, received=NOW)
        assert parsed.quarantine is not None and parsed.quarantine.code in ("reading_out_of_memory", "reading_ended")
