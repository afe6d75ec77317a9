"""Of what is held for a person, mended, or read again."""

from __future__ import annotations

from cockpit.views.problems.said import Said

HOLDING: dict[str, tuple[Said, Said]] = {
    "stop_rows_fell": (
        (
            "只有{found}行，上一份（{file}）有{expected}行，少了{limit}%以上；整份文件等待确认，现在显示的仍是原来的数",
            "核对是否缺行：没缺就在“数据导入”页点“接受”，缺了就补齐后重新放入",
        ),
        (
            "only {found} rows where the file before ({file}) had {expected}, down by more than {limit} %;"
            " the whole file waits, the earlier figures are still shown",
            "If no rows are missing, click Accept on the page Files in; else complete the file and drop it in again",
        ),
    ),
    "stop_place_missing": (
        (
            "上一份（{file}）有、这一份没有的社区：{places}；整份文件等待确认，现在显示的仍是原来的数",
            "核对是否漏报：没漏就在“数据导入”页点“接受”，漏了就补齐后重新放入",
        ),
        (
            "communities of the file before ({file}) missing here: {places}; the whole file waits, the earlier figures are still shown",
            "If none was left out, click Accept on the page Files in; else complete the file and drop it in again",
        ),
    ),
    "stop_jump": (
        (
            "{found}[ {unit}]是以往各数中位数（{median}）的{times}倍以上；整份文件等待确认，现在显示的仍是原来的数",
            "核对这一格：没错就在“数据导入”页点“接受”，错了就改正后重新放入",
        ),
        (
            "{found}[ {unit}] is over {times} times the median of the earlier numbers ({median});"
            " the whole file waits, the earlier figures are still shown",
            "Check this cell: if right, click Accept on the page Files in; else correct it and drop it in again",
        ),
    ),
    "stop_total_fell": (
        (
            "合计{found}[ {unit}]，上一份（{file}）是{expected}，少了{limit}%以上；整份文件等待确认，现在显示的仍是原来的数",
            "核对合计：没错就在“数据导入”页点“接受”，错了就改正后重新放入",
        ),
        (
            "the total is {found}[ {unit}] where the file before ({file}) had {expected}, down by more than {limit} %;"
            " the whole file waits, the earlier figures are still shown",
            "Check the total: if right, click Accept on the page Files in; else correct it and drop it in again",
        ),
    ),
    "fix_unknown": (
        ("改的是批次{found}[（{expected}）]的行，系统里没有这个批次", "把改好的行写回完整的原文件里，重新放入"),
        (
            "this file mends rows of batch {found}[ ({expected})], which is not here",
            "Write the mended rows back into the complete file and drop that in",
        ),
    ),
    "fix_unmarked": (
        ("这是改错文件，但记有来历的隐藏页丢了，不知道改的是哪个批次", "打开原来的改错文件改好，存成XLSX放入，不要另存为CSV或复制到新文件"),
        (
            "this is a fix file whose hidden sheet is gone, so nobody can tell which batch it mends",
            "Mend the fix file itself and save it as XLSX, not as CSV and not as a copy in a new file",
        ),
    ),
    "fix_undone": (
        ("改的是批次{found}[（{expected}）]的行，那个批次已经撤回", "把改好的行写回完整的原文件里，重新放入；撤回有误的，请管理员恢复"),
        (
            "this file mends rows of batch {found}[ ({expected})], which was undone",
            "Write the mended rows back into the complete file and drop that in; if the undo was wrong, ask the administrator",
        ),
    ),
    "fix_waits": (
        ("改的是批次{found}的行，那个批次还在等待确认，改好的行一并等待", "核对后在“数据导入”页接受批次{found}，改好的行随之计入"),
        (
            "this file mends rows of batch {found}, which still waits; the mended rows wait with it",
            "Check batch {found} and accept it on the page Files in: the mended rows come with it",
        ),
    ),
    "reread_rows": (
        ("“{word}”已确认，这份文件里先前没有读到的{count}行现已读入", "无需处理"),
        ("“{word}” was confirmed: {count} rows of this file that could not be read before are read now", "Nothing to do"),
    ),
    "reread_file": (
        ("“{word}”已确认，这份因表头退回的文件现已整份读入", "无需处理，不用再放一次"),
        ("“{word}” was confirmed: this file, set aside for its header, is read now", "Nothing to do; it need not be dropped in again"),
    ),
    "newer_holds": (
        ("有{count}行在更新的文件里已有数据，以新的为准，未改动", "新的没错就无需处理；错了，改正那份新文件后重新放入"),
        (
            "{count} rows are in a newer file already, which counts; they were left as they are",
            "Nothing to do if the newer file is right; else correct that file and drop it in again",
        ),
    ),
    "problems_cut": (
        ("同类问题还有{count}条没有列出", "先改好列出的，重新放入后再看"),
        ("{count} more problems of this kind are not listed", "Correct those listed first and drop it in again"),
    ),
}
