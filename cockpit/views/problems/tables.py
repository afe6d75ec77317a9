"""Of whose file it is, its header, its sheets and its period."""

from __future__ import annotations

from cockpit.views.problems.said import Said

TABLES: dict[str, tuple[Said, Said]] = {
    "unknown_source": (
        (
            "看文件名和表头都认不出是哪种表[，最像的是“{sources}”]",
            "在“数据导入”页放入并选是哪种表；或把文件名改成这种表平时的名称后重新放入",
        ),
        (
            "neither the name nor the header tells which table this is[; the nearest is “{sources}”]",
            "Drop it in on the page Files in and say which table it is, or give it the name such files usually have",
        ),
    ),
    "ambiguous_file": (
        ("文件名分不清是哪种表[：{sources}]", "在“数据导入”页放入并选是哪种表，或放进收件夹里那种表的子文件夹"),
        (
            "the name fits several tables[: {sources}]",
            "Drop it in on the page Files in and say which it is, or put it into that table's folder",
        ),
    ),
    "no_header": (
        ("前20行里找不到表头[，表头应有：{expected}]", "把列名补上，或把数据粘到模板（“数据导入”页可下载）里，重新放入"),
        (
            "no header in the first 20 rows[; it should have: {expected}]",
            "Add the column names, or paste the data into the template (page Files in), and drop it in again",
        ),
    ),
    "missing_columns": (
        (
            "表头里没有找到这些列：{expected}",
            "缺列的，补上列和内容；只是叫法不同的，把表头改成这里写的名称。改好后重新放入（也可以在“数据导入”页放入，在那里对上列名）",
        ),
        (
            "these columns are not in the header: {expected}",
            "Add what is missing; if only the names differ, write them as here, and drop it in again (or "
            "match the names on the page Files in)",
        ),
    ),
    "other_source_columns": (
        (
            "这份表的表头是另一种表[“{sources}”]的",
            "拿错了文件的，换成正确的放入；表没错、只是文件名写错的，改正文件名后放入（也可以在“数据导入”页放入并选是哪种表）",
        ),
        (
            "the header is that of another table[, “{sources}”]",
            "If it is the wrong file, drop in the right one; if only its name is wrong, correct the name and drop it in again",
        ),
    ),
    "duplicate_column": (
        ("有两列都是“{expected}”[（{found}）]，不知以哪列为准", "删去或改名其中一列，重新放入"),
        ("two columns are “{expected}”[ ({found})], so it cannot be told which counts", "Remove or rename one and drop it in again"),
    ),
    "future_period": (
        ("文件的日期[{found}]还没有到", "文件名或表里的日期写错的，改正后重新放入；没写错的，到那一天以后再放"),
        (
            "the dates of the file[, {found},] have not come yet",
            "If the date in its name or rows is wrong, correct it and drop it in again; if it is right, drop it in after that day",
        ),
    ),
    "unknown_place_in_name": (
        ("社区名册里没有文件名中的“{found}”", "把文件名改成名册上的社区名后重新放入；是新社区的，请管理员登记"),
        (
            "the community “{found}” in the file name is not registered",
            "Name the file after a registered community and drop it in again; ask the administrator to register a new one",
        ),
    ),
    "no_period": (
        ("文件名里没有日期，按收到的前一天计", "不是前一天的，在文件名里写上日期后重新放入；是的话无需处理"),
        (
            "the file name has no date; taken as the day before it came",
            "If that is wrong, write the date into the file name and drop it in again; else nothing to do",
        ),
    ),
    "sheet_skipped": (
        ("这张工作表没有规定的表头，未读", "本来不用报的无需处理；要报的补上列名后重新放入"),
        (
            "this sheet has no declared header and was not read",
            "Nothing to do, unless it should count: then add the column names and drop it in again",
        ),
    ),
    "column_absent": (
        ("没有“{expected}”一列，都按未填处理", "没有这项数据的无需处理；有的补上这一列后重新放入"),
        (
            "there is no column “{expected}”; taken as not filled in",
            "Nothing to do, unless you have these data: then add the column and drop it in again",
        ),
    ),
    "empty_ledger": (
        ("文件里只有表头，没有数据；不会当作“本期为0”，原来的数不变", "导出有误的，重新导出后放入；本期确实没有发生的，请告诉管理员"),
        (
            "only a header, no data; that is not taken for a zero, and the earlier figures stay",
            "If the export went wrong, export it again and drop it in; if there was truly nothing, tell the administrator",
        ),
    ),
    "personal_data": (
        (
            "[“{header}”一列][{rows}行里]有个人信息，整份文件未读入，系统里的这一份已封好，没有人能看到",
            "打开自己手里的原文件，[把“{header}”整列连表头删去][把这{rows}行里的号码删去]，保存后重新放入",
        ),
        (
            "personal data[ in column “{header}”][ in {rows} rows]; the file was not read, and the copy here is locked away",
            "[Remove the column “{header}”, heading included,][Remove the numbers in those {rows} rows] "
            "from your own file and drop it in again",
        ),
    ),
    "personal_value": (
        (
            "这一格里有像身份证号或手机号的数字，内容没有保留",
            "打开自己手里的原文件，删去这个号码，重新放入；确实不是个人号码的，告诉管理员",
        ),
        (
            "this cell holds what looks like an identity or phone number; it was not kept",
            "Remove the number from your own file and drop it in again; if it is nobody's number, tell the administrator",
        ),
    ),
}
