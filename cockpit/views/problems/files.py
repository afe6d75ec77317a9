"""Of the file itself: what it is, how large, whether it can be read at all."""

from __future__ import annotations

from cockpit.views.problems.said import Said

FILES: dict[str, tuple[Said, Said]] = {
    "empty_file": (
        ("文件里什么也没有", "打开自己手里的原文件：有内容就再复制一份放入；没有内容就不用放"),
        ("there is nothing in the file", "Open your own copy: if it holds something, copy it in again; if not, there is nothing to send"),
    ),
    "wrong_type": (
        ("[文件名是.{suffix}，]内容其实是{found}，读不了", "找到原来的表格（XLSX或CSV）放入；手里没有的，请给你文件的人发表格"),
        (
            "[the name says .{suffix}, but ]the content is {found}, which cannot be read",
            "Drop in the table itself (XLSX or CSV); if you have none, ask whoever sent you the file",
        ),
    ),
    "other_suffix": (
        ("文件名是.{expected}，内容其实是{found}；已按内容读取", "无需处理"),
        ("the name says .{expected}, the content is {found}; it was read by its content", "Nothing to do"),
    ),
    "encrypted_workbook": (
        ("文件有打开密码", "去掉密码，另存后重新放入"),
        ("the file has a password", "Remove the password, save it and drop it in again"),
    ),
    "too_large": (
        ("文件太大[（{found}）]，超过上限[{expected}]", "分成几个文件放入；分不开的，请管理员查看"),
        ("the file is too large[ ({found})], over the limit[ of {expected}]", "Split it and drop the parts in, or ask the administrator"),
    ),
    "broken_file": (
        ("文件不完整，打不开", "打开自己手里的原文件：能打开就再复制一份放入；打不开，就从它来的地方重新取一份"),
        (
            "the file is incomplete and cannot be opened",
            "Open your own copy: if it opens, copy it in again; if not, get it anew from where it came",
        ),
    ),
    "unpacks_too_big": (
        ("表格文件内容太大[（{found}）]，超过上限[{expected}]", "只把需要的数据复制到新表格后放入；仍太大请管理员查看"),
        (
            "the workbook holds too much[ ({found})], over the limit[ of {expected}]",
            "Copy only the data that are needed into a new workbook and drop it in; if still too large, ask the administrator",
        ),
    ),
    "too_many_rows": (
        ("有{found}行，超过上限[{expected}行]", "分成几个文件放入"),
        ("{found} rows, over the limit[ of {expected}]", "Split it into several files and drop them in"),
    ),
    "too_many_columns": (
        ("有{found}列，超过上限[{expected}列]", "删去多余的列后重新放入"),
        ("{found} columns, over the limit[ of {expected}]", "Remove the columns that are not needed and drop it in again"),
    ),
    "too_many_cells": (
        ("表格铺得太大[（{found}）]，常因远处有一个孤立的格子", "只把需要的数据复制到新表格，另存后放入"),
        ("the sheet reaches too far[ ({found})], often by one stray cell", "Copy only the data into a new workbook and drop that in"),
    ),
    "macro_workbook": (
        ("文件里有宏", "另存为不含宏的XLSX后放入"),
        ("the workbook carries macros", "Save it as XLSX without macros and drop it in"),
    ),
    "embedded_content": (
        ("表格里有插入的对象、按钮，或引用了别的文件", "新建一个空白表格，把数据“选择性粘贴→数值”过去，存为XLSX后放入"),
        (
            "the workbook has inserted objects or buttons, or refers to other files",
            "Paste the data as values into a new workbook, save it as XLSX and drop that in",
        ),
    ),
    "dangerous": (
        ("文件里有危险内容", "新建一个空白表格，把数据“选择性粘贴→数值”过去，存为XLSX后放入"),
        ("the file has dangerous content", "Paste the data as values into a new workbook, save it as XLSX and drop that in"),
    ),
    "formula_without_value": (
        ("有公式没有算出结果", "用Excel或WPS打开，保存后重新放入"),
        ("a formula has no calculated value", "Open it in Excel or WPS, save it and drop it in again"),
    ),
    "undecodable": (
        (
            "文件里的文字认不出（编码问题，第{found}字节起）",
            "用Excel或WPS打开，汉字正常就另存为XLSX后放入；是乱码就不要另存，从原系统重新导出",
        ),
        (
            "the text cannot be read (its encoding, from byte {found} on)",
            "Open it in Excel or WPS: if the characters are right, save it as XLSX and drop it in; if not, export it again from its system",
        ),
    ),
    "mixed_encoding": (
        (
            "文件里混有两种文字编码（第{found}字节起）",
            "用Excel或WPS打开，汉字都正常就另存为XLSX后放入；有乱码就不要另存，从原系统重新导出",
        ),
        (
            "two text encodings are mixed in the file (from byte {found} on)",
            "Open it in Excel or WPS: if the characters are right, save it as XLSX and drop it in; if not, export it again from its system",
        ),
    ),
    "unknown_encoding": (
        ("系统目录里为这种数据写的编码“{found}”不存在", "请管理员更正后重新放入"),
        ("the catalogue names an encoding that does not exist, “{found}”", "Ask the administrator to correct it, then drop it in again"),
    ),
    "broken_quotes": (
        (
            '这一行里有一个单独的英文双引号（"），分不清哪些字属于哪一列',
            "用记事本打开，找到这一行，删去那个单独的双引号，保存后重新放入；找不到的，把表另存为XLSX，核对无误后放入",
        ),
        (
            'there is a lone quotation mark (") in this row, so its columns cannot be told',
            "Open it in Notepad, find the row, remove the lone mark, save it and drop it in again; or "
            "save the table as XLSX, check it and drop that in",
        ),
    ),
    "stray_quotes": (
        (
            '有{count}行的文字里带英文双引号（"），系统已尽量分好各列',
            "看一下这些行有没有串列；没有就不用管，有就改用XLSX导出后放入",
        ),
        (
            '{count} rows have quotation marks (") in their text; the columns were told as well as can be',
            "See whether columns slipped in these rows: if not, nothing to do; if so, export it as XLSX and drop that in",
        ),
    ),
    "repeated_field": (
        ("同一条记录里“{found}”出现了两次，不知以哪个为准", "请管理员联系导出系统的单位更正后重新导出"),
        (
            "“{found}” stands twice in one record, so it cannot be told which counts",
            "Ask the administrator to have the exporting system corrected and the file exported again",
        ),
    ),
    "bad_json": (
        ("文件内容不完整（JSON格式有误）", "从原系统重新导出后放入；仍不行请管理员查看"),
        ("the file is not complete (the JSON is broken)", "Export it again and drop it in; if it recurs, ask the administrator"),
    ),
    "no_records": (
        ("这个导出文件里找不到数据（应在“{expected}”下面）", "确认没有选错导出项；没选错就请管理员查看"),
        (
            "no data found in this export (expected under “{expected}”)",
            "See whether the right thing was exported; if it was, ask the administrator",
        ),
    ),
    "no_sheet": (
        ("没有[名为“{expected}”的]可读的工作表，或工作表都隐藏了", "改回规定的工作表名或取消隐藏，重新放入"),
        ("there is no sheet[ “{expected}”] to read, or all are hidden", "Name the sheet as agreed or unhide it, and drop it in again"),
    ),
    "reading_overran": (
        ("读取时间太长[（超过{expected}）]，已停止", "分成几个小文件放入"),
        ("reading took too long[ (over {expected})] and was stopped", "Split it into smaller files and drop them in"),
    ),
    "reading_out_of_memory": (
        ("文件太大，读取时内存不够，已停止", "分成几个小文件放入"),
        ("the file needs too much memory; reading was stopped", "Split it into smaller files and drop them in"),
    ),
    "reading_ended": (
        ("读取中途意外停止", "重新放入；再次出现请管理员查看"),
        ("reading stopped unexpectedly", "Drop it in again; if it recurs, ask the administrator"),
    ),
    "not_a_regular_file": (
        ("这是快捷方式或链接，不是文件本身，未打开", "把文件本身重新放入"),
        ("this is a link, not the file itself; it was not opened", "Drop in the file itself"),
    ),
    "unreadable_file": (
        ("系统没有权限读取这个文件", "请管理员开放读取权限"),
        ("this program may not read the file", "Ask the administrator to grant it"),
    ),
    "declared_mismatch": (
        ("收到的与发送方.ok里写的不符：收到{found}，.ok写的是{expected}", "文件可能没传完或被改过：把文件和.ok一起重新放入"),
        ("not what the sender's .ok says: found {found}, expected {expected}", "It may be cut: drop the file and its .ok in again"),
    ),
}
