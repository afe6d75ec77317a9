"""What is said of each problem of offered files (docs/problems.md): finding and remedy, in Chinese and English.

Read by a clerk who did not write it: the finding says what is there, the remedy what that person can do, where, and that the file is
dropped in again or that nothing is needed. What became of the row or the file is said once for all (`sentences.OUTCOMES`).
`{…}` are the problem's values; a part in square brackets is left out where a value in it is empty.
"""

from __future__ import annotations

Said = tuple[str, str]
"""Finding and remedy."""

PROBLEMS: dict[str, tuple[Said, Said]] = {
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
    "inbox_gone": (
        ("收件的文件夹“{found}”不见了", "请管理员检查共享盘是否断开；恢复后自动继续"),
        ("the folder “{found}” for incoming files is gone", "Ask the administrator to check the share; it goes on by itself"),
    ),
    "fetch_not_set": (
        ("没有设置环境变量{expected}，或其内容不可用", "请管理员设置后重启服务"),
        ("the environment variable {expected} is not set, or not usable", "Ask the administrator to set it and restart the service"),
    ),
    "fetch_no_driver": (
        ("没有安装数据库驱动{found}", "请管理员安装驱动"),
        ("the database driver {found} is not installed", "Ask the administrator to install it"),
    ),
    "fetch_unreachable": (
        ("来源连不上[（{found}）]", "会自动再试；一直连不上，请管理员检查对方系统和网络"),
        ("the source cannot be reached[ ({found})]", "It is tried again by itself; if it lasts, ask the administrator"),
    ),
    "fetch_denied": (
        ("来源拒绝访问[（{found}）]", "请管理员核对账号或口令是否过期"),
        ("the source denies access[ ({found})]", "Ask the administrator to check its account or token"),
    ),
    "fetch_status": (
        ("来源答复出错（状态{found}）", "会自动再试；一直如此，请管理员联系对方系统"),
        ("the source answers with an error (status {found})", "It is tried again by itself; if it lasts, ask the administrator"),
    ),
    "fetch_query": (
        ("查询语句出错（{found}）", "请管理员核对目录里的query"),
        ("the query fails ({found})", "Ask the administrator to check `query` in the catalogue"),
    ),
    "fetch_overran": (
        ("来源在{expected}内没有答完", "会自动再试；经常如此，请管理员调大timeout_s"),
        ("the source did not finish within {expected}", "It is tried again; if it recurs, ask the administrator to raise timeout_s"),
    ),
    "fetch_too_large": (
        ("答复{found}，超过上限{expected}", "请管理员用since只取新的，或调大上限"),
        ("the answer is {found}, over the limit of {expected}", "Ask the administrator to use `since`, or to raise the limit"),
    ),
    "fetch_bad_answer": (
        ("答复不是约定的样子：读到{found}，应有“{expected}”", "请管理员核对接口和records"),
        ("the answer is not as agreed: found {found}, expected “{expected}”", "Ask the administrator to check it and `records`"),
    ),
    "fetch_paging": (
        ("翻页没有尽头：第{found}页又回到看过的一页", "请管理员核对page的写法"),
        ("the pages do not end: page {found} leads back to one seen before", "Ask the administrator to check `page`"),
    ),
    "fetch_redirected": (
        ("来源要求转到别处[（{found}）]，没有跟去", "请管理员核对网址"),
        ("the source points elsewhere[ ({found})]; that was not followed", "Ask the administrator to check the address"),
    ),
    "fetch_failed": (
        ("询问来源时本系统出错（{found}）", "请管理员查看日志"),
        ("this program failed while asking the source ({found})", "Ask the administrator to look at the log"),
    ),
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
    "extra_cells": (
        (
            "这一行有{found}格，比表头的{expected}列多",
            "用Excel或WPS打开，看这一行右边多出的内容：串到右边的移回原列，多余的删去，保存后重新放入",
        ),
        (
            "this row has {found} cells, more than the {expected} of the header",
            "Open it in Excel or WPS, move back what slipped to the right or remove what is too much, save it and drop it in again",
        ),
    ),
    "too_few_cells": (
        ("这一行只有{found}格，表头有{expected}列", "手工填的表，补齐这一行后重新放入；从系统导出的，可能没导完，重新导出后放入"),
        (
            "this row has only {found} cells, the header {expected}",
            "Complete the row and drop it in again; if it was exported, it may be cut: export it again",
        ),
    ),
    "missing_value": (
        ("必填的格子是空的", "查实后补上，重新放入；查不到的，问本科室负责人"),
        ("a required cell is empty", "Find it out, fill it in and drop it in again; if nobody knows, ask the head of your unit"),
    ),
    "not_a_number": (
        ("读到“{found}”，应为数字", "查实后填准确的数字，重新放入"),
        ("found “{found}”, expected a number", "Find out the exact number, write it and drop it in again"),
    ),
    "not_whole": (
        ("读到“{found}”，应为整数", "改成整数后重新放入"),
        ("found “{found}”, expected a whole number", "Write a whole number and drop it in again"),
    ),
    "unit_unknown": (
        ("“{found}”的单位与规定的[“{expected}”]不同，系统不会自动换算", "把数换算成规定的单位，数和单位一起改好后重新放入"),
        (
            "the unit of “{found}” is not the declared one[, “{expected}”]; it is not converted",
            "Convert the number, correct number and unit together, and drop it in again",
        ),
    ),
    "unit_twice": (
        ("表头已有单位，“{found}”里又写了万或亿，可以读成两个数", "只写数字，或写全单位（如1.2万元），重新放入"),
        (
            "the header has a unit and “{found}” a multiple of its own: it can be two numbers",
            "Write the number alone, or with its whole unit, and drop it in again",
        ),
    ),
    "out_of_range": (
        ("“{found}”超出允许范围[（{expected}）]", "与原始材料核对：填错的改正后重新放入；确实如此的不要改，告诉管理员"),
        (
            "“{found}” is outside the allowed range[ ({expected})]",
            "Check it: correct a mistake and drop it in again; if it is true leave it and tell the administrator",
        ),
    ),
    "not_a_date": (
        ("读到“{found}”，应为日期", "按“年-月-日”填写，例如2026-11-03，改后重新放入"),
        ("found “{found}”, expected a date", "Write it as 2026-11-03 and drop it in again"),
    ),
    "not_a_datetime": (
        ("读到“{found}”，应为日期和时间", "写成2026-11-03 09:05:12的样子，改后重新放入"),
        ("found “{found}”, expected a date and time", "Write it as 2026-11-03 09:05:12 and drop it in again"),
    ),
    "not_a_month": (
        ("读到“{found}”，应为月份", "按“年-月”填写，例如2026-11，改后重新放入"),
        ("found “{found}”, expected a month", "Write it as 2026-11 and drop it in again"),
    ),
    "impossible_date": (
        ("日历上没有“{found}”", "改正后重新放入"),
        ("the calendar has no “{found}”", "Correct it and drop it in again"),
    ),
    "ambiguous_date": (
        (
            "“{found}”分不清哪个是月、哪个是日",
            "查原始材料是哪一天，把这一格重新填成完整的年月日，例如2026-01-05，再放入（Excel里看着完整的，月和日也可能反了）",
        ),
        (
            "“{found}” does not tell the month from the day",
            "Write it in full, as 2026-01-05, and drop it in again (Excel may show it otherwise; change it all the same)",
        ),
    ),
    "future_date": (
        ("“{found}”晚于收到文件的日期", "日期写错的，改正后重新放入；还没有发生的，先删去这一行，发生以后再报"),
        ("“{found}” lies after the day the file came", "Correct it and drop it in again; leave out what has not happened yet"),
    ),
    "not_a_bool": (
        ("读到“{found}”，应为是或否", "查实后改成“是”或“否”，重新放入"),
        ("found “{found}”, expected yes or no", "Write yes or no and drop it in again"),
    ),
    "control_character": (
        ("格子里有看不见的字符", "清空这一格，手工重新输入后放入"),
        ("the cell has invisible characters", "Clear it, type it anew and drop it in again"),
    ),
    "cell_error": (
        ("格子里是错误值“{found}”", "改正公式，或直接填数，重新放入"),
        ("the cell is an error, “{found}”", "Correct the formula or write the value, and drop it in again"),
    ),
    "cell_too_long": (
        ("这一格的内容超过{expected}个字", "缩短到{expected}个字以内，重新放入"),
        ("the cell is longer than {expected} characters", "Shorten it to {expected} characters and drop it in again"),
    ),
    "other_place": (
        ("这一行写的是“{found}”，这份文件只报本社区的数据", "把这一行移到那个社区的文件里，重新放入"),
        ("this row is about “{found}”, the file reports one other community", "Move the row to that community's file and drop it in again"),
    ),
    "rule_broken": (
        ("与规则不符：{rule}[（读到“{found}”）]", "与原始材料核对：填错的改正后重新放入；事实确实如此的不要改，报本科室负责人"),
        (
            "against a rule: {rule}[ (found “{found}”)]",
            "Check it: correct a mistake and drop it in again; if it is true do not change it, but tell the head of your unit",
        ),
    ),
    "unknown_value": (
        (
            "“{found}”不是这一列的选项[，选项有：{options}]",
            "写错的，在表里改成其中一项后重新放入；没写错、只是另一种叫法的，到“数据导入”页放入这份文件并确认一次，"
            "以后就认得；是新选项的，请管理员登记",
        ),
        (
            "“{found}” is no option of this column[; the options are: {options}]",
            "Correct a mistake to one of them and drop it in again; if it is another name for one, confirm "
            "that once on the page Files in; the administrator adds new ones",
        ),
    ),
    "unknown_place": (
        (
            "社区名册里没有“{found}”[，名字最像的是“{expected}”（不一定就是它）]",
            "查明是哪个社区：写错的，在表里改成名册上的名称（不知道的，问管理员）后重新放入；没写错、只是另一种叫法的，"
            "到“数据导入”页放入这份文件并确认一次，"
            "以后就认得；是新社区的，请管理员登记",
        ),
        (
            "the community “{found}” is not registered[; the nearest name is “{expected}” (which need not be it)]",
            "Find out which it is: correct a mistake and drop it in again; if it is another name for it, "
            "confirm that once on the page Files in; the administrator adds new ones",
        ),
    ),
    "unknown_department": (
        (
            "科室名册里没有“{found}”[，名字最像的是“{expected}”（不一定就是它）]",
            "查明是哪个科室：写错的，在表里改成名册上的名称（不知道的，问管理员）后重新放入；没写错、只是另一种叫法的，"
            "到“数据导入”页放入这份文件并确认一次，"
            "以后就认得；是新科室的，请管理员登记",
        ),
        (
            "the department “{found}” is not registered[; the nearest name is “{expected}” (which need not be it)]",
            "Find out which it is: correct a mistake and drop it in again; if it is another name for it, "
            "confirm that once on the page Files in; the administrator adds new ones",
        ),
    ),
    "hidden_sheet": (
        ("工作表“{found}”是隐藏的，未读", "不用计入的无需处理；要计入的取消隐藏后重新放入"),
        ("the sheet “{found}” is hidden and was not read", "Nothing to do, unless it should count: then unhide it and drop it in again"),
    ),
    "second_table": (
        ("这里又有一个表头，各列次序与上面的不同[：{found}]", "把两个表分到两张工作表或两个文件里，重新放入"),
        (
            "another header stands here, with its columns in another order[: {found}]",
            "Put the two tables into sheets or files of their own and drop them in",
        ),
    ),
    "unit_differs": (
        ("这里的单位是“{found}”[，规定用“{expected}”]，系统不会自动换算", "把数换算成规定的单位，数和单位一起改好后重新放入"),
        (
            "the unit here is “{found}”[, the declared one “{expected}”]; it is not converted",
            "Convert the numbers, correct numbers and unit together, and drop it in again",
        ),
    ),
    "unit_lent": (
        ("列名没有单位，按表里另写的“{found}”读", "单位没错就无需处理；错了，在列名里写明单位后重新放入"),
        (
            "the column names no unit; read in “{found}”, as stated elsewhere in the sheet",
            "Nothing to do if right; else write the unit into the column's name and drop it in again",
        ),
    ),
    "columns_unread": (
        ("这些列不是规定的，也不是时间或地方，未读[：{found}]", "不用报的无需处理；要报的改正列名后重新放入"),
        (
            "columns that are neither declared nor periods or places were not read[: {found}]",
            "Nothing to do, unless they should count: then correct their names and drop it in again",
        ),
    ),
    "header_shifted": (
        ("表头比下面各行少一格，首列按行号看待，其余右移一格读", "看一下各列有没有错位；没有就不用管，有就补全表头后重新放入"),
        (
            "the header is one cell short: the first field was taken for a row number, the names for the fields after it",
            "See whether columns slipped: if not, nothing to do; if so, complete the header and drop it in again",
        ),
    ),
    "merged_spread": (
        ("合并的格子已拆给所含的各行，共{count}行[，如“{found}”]", "无需处理"),
        ("merged cells were given to each of their rows, {count} rows[, such as “{found}”]", "Nothing to do"),
    ),
    "section_row": (
        ("表中的小标题行不算数据，共{count}行[，如“{found}”]", "无需处理"),
        ("headings between the rows are no data, {count} rows[, such as “{found}”]", "Nothing to do"),
    ),
    "total_checked": (
        ("合计行与各行之和相符，共{count}行；合计行本身不计入", "无需处理"),
        ("total rows agree with the sum of their rows, {count} rows; totals are not counted", "Nothing to do"),
    ),
    "total_mismatch": (
        (
            "合计写的是{found}，各行之和是{expected}，相差{difference}；按各行计",
            "核对合计与各行；只差四舍五入的不用管，有错就改正后重新放入",
        ),
        (
            "the total says {found}, its rows add up to {expected}, {difference} apart; the rows count",
            "Check both: mere rounding needs nothing; correct a mistake and drop it in again",
        ),
    ),
    "name_trimmed": (
        ("去掉了名称里的序号、“其中”或空格，共{count}行[，如“{found}”]", "无需处理"),
        ("numbering, “of which” or blanks were taken off names in {count} rows[, such as “{found}”]", "Nothing to do"),
    ),
    "chinese_number": (
        ("有{count}行的数是用汉字写的[（如“{found}”）]，已按数字读入", "无需处理"),
        ("{count} rows have numbers in Chinese words[, such as “{found}”]; they were read", "Nothing to do"),
    ),
    "chinese_number_spoken": (
        ("“{found}”按口语是{expected}，也可能是别的数", "改用阿拉伯数字写清楚，重新放入"),
        ("“{found}” is {expected} in speech, but may be meant otherwise", "Write the number in digits and drop it in again"),
    ),
    "date_without_year": (
        ("“{found}”没有年份，从文件名也看不出", "写全年月日，例如2026-11-16，重新放入"),
        ("“{found}” has no year, and the file name does not tell it", "Write it in full, as 2026-11-16, and drop it in again"),
    ),
    "year_taken": (
        ("有{count}行的日期没写年份[（如“{found}”）]，已按文件名的年份读入", "年份没错就无需处理；错了，写全日期后重新放入"),
        (
            "dates without a year in {count} rows[, such as “{found}”,] took the year of the file name",
            "Nothing to do if the year is right; else write the dates in full and drop it in again",
        ),
    ),
    "month_by_neighbours": (
        (
            "有{count}行的月份少写了0[（如“{found}”）]，已按前后各行读作1月或10月",
            "核对这些月份；没错就不用管，错了改成2016-10的样子后重新放入",
        ),
        (
            "{count} rows have shortened months[, such as “{found}”,] read as January or October by the rows beside them",
            "Check them: if right, nothing to do; else write them as 2016-10 and drop it in again",
        ),
    ),
    "date_form": (
        ("有{count}行的日期换成了标准写法[（如“{found}”）]", "无需处理"),
        ("dates in other forms were read in {count} rows[, such as “{found}”]", "Nothing to do"),
    ),
    "serial_date": (
        ("有{count}行的日期在Excel/WPS里存成了数字[（如“{found}”）]，已还原成日期", "无需处理"),
        ("{count} rows have dates that Excel or WPS stored as numbers[, such as “{found}”]; they were read as dates", "Nothing to do"),
    ),
    "absent_mark": (
        ("有{count}行填的是“—”“无”“/”之类，按“未填”处理，不当作0", "确实没有数据的不用管；意思是0的，改填0后重新放入"),
        (
            "{count} rows have marks such as — or /; they are taken as not filled in, not as 0",
            "Nothing to do if there are no data; where 0 is meant, write 0 and drop it in again",
        ),
    ),
    "percent_or_fraction": (
        ("“{found}”在百分比列里，可能是{found}%，也可能是{expected}%", "把这一列设为文本格式，都写成带%的数（如{expected}%），重新放入"),
        (
            "“{found}” in a percentage column may be {found}% or {expected}%",
            "Format the column as text, write each with % (such as {expected}%), and drop it in again",
        ),
    ),
    "rule_noted": (
        (
            "与规则不符：{rule}；规则所指的格子按未填处理，其余照常计入",
            "与原始材料核对：填错的改正后重新放入；事实如此的，不要改数，无需处理",
        ),
        (
            "against a rule: {rule}; the cells it names are taken as not filled in, the rest of the row counts",
            "Check it: correct a mistake and drop it in again; if it is true do not change it, nothing to do",
        ),
    ),
    "normalised": (
        ("有{count}行的数换成了标准写法[（如“{found}”）]", "无需处理"),
        ("numbers were brought to the usual form in {count} rows[, such as “{found}”]", "Nothing to do"),
    ),
    "rounded": (
        ("有{count}行的小数位多于规定[（如“{found}”）]，已四舍五入", "无需处理"),
        ("rounded to the declared decimals in {count} rows[, such as “{found}”]", "Nothing to do"),
    ),
    "exponent": (
        ("有{count}行的数写成了科学记数法[（如“{found}”）]，已按数字读入", "与原台账核对；相符的不用管，不符的改成完整数字后重新放入"),
        (
            "{count} rows have numbers in scientific notation[, such as “{found}”]; they were read as numbers",
            "Compare them with your ledger: if they agree, nothing to do; else write the full number and drop it in again",
        ),
    ),
    "time_absent": (
        ("有{count}行只有日期没有时刻，按0点计", "没有时刻的无需处理；有的补上后重新放入"),
        (
            "{count} rows have a date without a time, taken as midnight",
            "Nothing to do, unless the time is known: then add it and drop it in again",
        ),
    ),
    "repeated_row": (
        ("有{count}行与别的行完全相同[（{key}相同）]，只计一次", "无需处理"),
        ("{count} rows repeat another row[ of the same {key}] word for word and count once", "Nothing to do"),
    ),
    "replaced_row": (
        ("有{count}行与后面的行[“{key}”]相同，其他内容不同，以后面的为准", "核对这些行；后面的没错就不用管，错了就删去错的行后重新放入"),
        (
            "{count} rows share[ their {key}] with a later row of other content; the later one counts",
            "Check them: if the later rows are right, nothing to do; else remove the wrong ones and drop it in again",
        ),
    ),
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
