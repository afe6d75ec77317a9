"""What is said of each problem of offered files (docs/problems.md): finding and remedy, in Chinese and English.

`{…}` are the problem's values; a part in square brackets is left out where a value in it is empty.
"""

from __future__ import annotations

Said = tuple[str, str]
"""Finding and remedy."""

PROBLEMS: dict[str, tuple[Said, Said]] = {
    "empty_file": (
        ("空文件", "重新导出后放入"),
        ("the file is empty", "Export it again and drop it in"),
    ),
    "wrong_type": (
        ("内容是{found}，不是能读取的表格", "另存为XLSX或CSV后放入"),
        ("the content is {found}, no table that can be read", "Save it as XLSX or CSV and drop it in"),
    ),
    "other_suffix": (
        ("内容是{found}，后缀却是{expected}；已按内容读取", "无需处理；下次请按{found}命名"),
        ("the content is {found} though the name says {expected}; it was read by its content", "Nothing to do; next time name it {found}"),
    ),
    "encrypted_workbook": (
        ("工作簿有打开密码", "去掉密码后放入"),
        ("the workbook has a password", "Remove the password and drop it in"),
    ),
    "too_large": (
        ("文件超过大小上限[{expected}]", "分几次放入"),
        ("the file is over the size limit[ of {expected}]", "Split it and drop the parts in"),
    ),
    "broken_file": (
        ("文件不完整，打不开", "重新导出后放入"),
        ("the file is incomplete and cannot be opened", "Export it again and drop it in"),
    ),
    "unpacks_too_big": (
        ("工作簿解压后过大", "另存为新文件，或分几次放入"),
        ("the workbook unpacks to too much", "Save it as a new file or split it"),
    ),
    "too_many_rows": (
        ("行数超过上限[{expected}]", "分几次放入"),
        ("more rows than the limit[ of {expected}]", "Split it and drop the parts in"),
    ),
    "too_many_columns": (
        ("列数{found}超过上限{expected}", "删去多余的列后放入"),
        ("{found} columns, over the limit of {expected}", "Remove columns that are not needed and drop it in"),
    ),
    "too_many_cells": (
        ("单元格铺得过远（常因远处有一个孤立的单元格）", "删去表外的单元格后另存"),
        ("cells are spread too far, often by one stray cell", "Delete the cells outside the table and save it anew"),
    ),
    "macro_workbook": (
        ("工作簿带宏", "另存为不含宏的XLSX"),
        ("the workbook carries macros", "Save it as XLSX without macros"),
    ),
    "embedded_content": (
        ("工作簿里嵌有对象、控件或指向外部文件的链接", "去掉后另存为XLSX"),
        ("the workbook embeds objects, controls or links to other files", "Remove them and save it as XLSX"),
    ),
    "dangerous": (
        ("文件含危险内容", "用表格程序新建文件，粘贴数值后放入"),
        ("the file contains dangerous content", "Paste the values into a new file and drop that in"),
    ),
    "formula_without_value": (
        ("公式没有算出的值", "在表格程序中打开并保存后放入"),
        ("a formula has no calculated value", "Open and save it in a spreadsheet program, then drop it in"),
    ),
    "undecodable": (
        ("文字编码认不出（第{found}字节）", "另存为UTF-8后放入"),
        ("the text encoding is not recognised (byte {found})", "Save it as UTF-8 and drop it in"),
    ),
    "mixed_encoding": (
        ("一个文件混有两种编码（第{found}字节）", "另存为UTF-8后放入"),
        ("two encodings are mixed in one file (byte {found})", "Save it as UTF-8 and drop it in"),
    ),
    "unknown_encoding": (
        ("目录里写的编码“{found}”不存在", "请管理员更正目录"),
        ("the catalogue names an unknown encoding, “{found}”", "Have the catalogue corrected"),
    ),
    "broken_quotes": (
        ("引号不成对，分不清各列", "改正该行引号后放入"),
        ("quotation marks do not pair, so columns cannot be told", "Correct the quotation marks of that row"),
    ),
    "stray_quotes": (
        ("引号没有按规则成对，按各列应在的位置读出，共{count}行", "核对这些行；导出时请把文字里的引号写成两个"),
        (
            "{count} rows had quotation marks that were not doubled; their columns could still be told",
            "Check these rows; double such marks",
        ),
    ),
    "repeated_field": (
        ("同一条记录里“{found}”写了两次，无从判断以哪个为准", "更正导出程序后重新放入"),
        ("“{found}” stands twice in one record, so it cannot be told which counts", "Correct the export and drop it in again"),
    ),
    "bad_json": (
        ("不是完整的JSON", "重新导出后放入"),
        ("the JSON is not complete", "Export it again and drop it in"),
    ),
    "no_records": (
        ("找不到记录列表，应在“{expected}”", "核对导出格式"),
        ("no list of records found; it should be at “{expected}”", "Check the form of the export"),
    ),
    "no_sheet": (
        ("没有工作表“{expected}”，或工作表全部隐藏", "改回工作表名后放入"),
        ("there is no sheet “{expected}”, or all are hidden", "Give the sheet its name again and drop it in"),
    ),
    "reading_overran": (
        ("读取超时，已中止", "分成小文件后放入"),
        ("reading took too long and was ended", "Split it into smaller files"),
    ),
    "reading_out_of_memory": (
        ("读取占用内存过大，已中止", "分成小文件后放入"),
        ("reading needed too much memory and was ended", "Split it into smaller files"),
    ),
    "reading_ended": (
        ("读取中途意外结束", "重新放入；再次出现请管理员查看"),
        ("reading ended unexpectedly", "Drop it in again; if it recurs, have it looked at"),
    ),
    "not_a_regular_file": (
        ("不是普通文件，未打开", "放入文件本身"),
        ("not a regular file; it was not opened", "Drop in the file itself"),
    ),
    "unreadable_file": (
        ("没有读取权限", "请管理员放开权限"),
        ("no permission to read it", "Have the permission granted"),
    ),
    "declared_mismatch": (
        ("与发送方在.ok里声明的不符：读到{found}，应为{expected}", "文件可能没传完或被改过：重新传送文件和.ok"),
        ("not what the sender's .ok declares: found {found}, expected {expected}", "It may be cut: send the file and its .ok again"),
    ),
    "inbox_gone": (
        ("收件的文件夹“{found}”不见了", "检查共享盘是否断开；恢复后自动继续"),
        ("the folder “{found}” for incoming files is gone", "See whether the share is mounted; it goes on by itself"),
    ),
    "fetch_not_set": (
        ("没有设置环境变量{expected}，或其内容不可用", "请管理员设置后重启服务"),
        ("the environment variable {expected} is not set, or not usable", "Have it set, then restart the service"),
    ),
    "fetch_no_driver": (
        ("没有安装数据库驱动{found}", "请管理员安装驱动"),
        ("the database driver {found} is not installed", "Have it installed"),
    ),
    "fetch_unreachable": (
        ("来源连不上[（{found}）]", "检查对方系统和网络；会自动再试"),
        ("the source cannot be reached[ ({found})]", "See to that system and the network; it is tried again by itself"),
    ),
    "fetch_denied": (
        ("来源拒绝访问[（{found}）]", "请管理员核对账号或口令是否过期"),
        ("the source denies access[ ({found})]", "Have its account or token checked"),
    ),
    "fetch_status": (
        ("来源答复出错（状态{found}）", "请对方系统查看；会自动再试"),
        ("the source answers with an error (status {found})", "Have that system looked at; it is tried again by itself"),
    ),
    "fetch_query": (
        ("查询语句出错（{found}）", "请管理员核对目录里的query"),
        ("the query fails ({found})", "Have the query in the catalogue checked"),
    ),
    "fetch_overran": (
        ("来源在{expected}内没有答完", "会自动再试；经常如此请调大timeout_s"),
        ("the source did not finish within {expected}", "It is tried again; if it recurs, raise timeout_s"),
    ),
    "fetch_too_large": (
        ("答复{found}，超过上限{expected}", "用since只取新的，或调大上限"),
        ("the answer is {found}, over the limit of {expected}", "Ask for what is new with since, or raise the limit"),
    ),
    "fetch_bad_answer": (
        ("答复不是约定的样子：读到{found}，应有“{expected}”", "请管理员核对接口和records"),
        ("the answer is not as agreed: found {found}, expected “{expected}”", "Have the interface and `records` checked"),
    ),
    "fetch_paging": (
        ("翻页没有尽头：第{found}页又回到看过的一页", "请管理员核对page的写法"),
        ("the pages do not end: page {found} leads back to one seen before", "Have `page` in the catalogue checked"),
    ),
    "fetch_redirected": (
        ("来源要求转到别处[（{found}）]，没有跟去", "请管理员核对网址"),
        ("the source points elsewhere[ ({found})]; that was not followed", "Have the address checked"),
    ),
    "fetch_failed": (
        ("询问来源时本系统出错（{found}）", "请管理员查看日志"),
        ("this program failed while asking the source ({found})", "Have the log looked at"),
    ),
    "unknown_source": (
        ("认不出是哪种数据[，最接近“{expected}”]", "放入该数据源的子文件夹，或用模板"),
        ("not recognised as any source[; the nearest is “{expected}”]", "Put it into its source's sub-folder, or use the template"),
    ),
    "ambiguous_file": (
        ("文件名同时符合几种数据[：{expected}]", "放入该数据源的子文件夹"),
        ("the name fits several sources[: {expected}]", "Put it into its source's sub-folder"),
    ),
    "no_header": (
        ("前20行里找不到表头[，应有：{expected}]", "用模板的表头"),
        ("no header in the first 20 rows[; expected {expected}]", "Use the template's header"),
    ),
    "missing_columns": (
        ("缺必需的列：{expected}", "补上后重新放入"),
        ("required columns are missing: {expected}", "Add them and drop it in again"),
    ),
    "other_source_columns": (
        ("表头属于另一种数据“{expected}”", "放入那种数据的文件夹"),
        ("the header belongs to another source, “{expected}”", "Put it into that source's folder"),
    ),
    "duplicate_column": (
        ("规定的列“{found}”在表头出现两次", "删去或改名后放入"),
        ("the column “{found}” stands twice in the header", "Remove or rename one and drop it in"),
    ),
    "future_period": (
        ("期次[{found}]在未来", "核对文件名中的日期"),
        ("the period[ {found}] lies in the future", "Check the date in the file name"),
    ),
    "unknown_place_in_name": (
        ("文件名里的社区“{found}”不认识", "改文件名，或请管理员加为别名"),
        ("the community “{found}” in the file name is unknown", "Rename the file, or have it added as an alias"),
    ),
    "no_period": (
        ("文件名看不出期次，按收到前一天计", "在文件名中写上日期"),
        ("the file name tells no period; taken as the day before it came", "Write the date into the file name"),
    ),
    "sheet_skipped": (
        ("这张工作表没有规定的表头，未读", "无需处理"),
        ("this sheet has no declared header and was not read", "Nothing to do"),
    ),
    "column_absent": (
        ("没有“{expected}”一列，全部按无计", "需要时补上"),
        ("the column “{expected}” is not there; all taken as absent", "Add it where it is needed"),
    ),
    "empty_ledger": (
        ("只有表头，0行；不等于0，已有数据不动", "核对是否导出有误"),
        ("only a header, 0 rows; that is not a zero, and what stands is kept", "Check whether the export went wrong"),
    ),
    "personal_data": (
        ("含个人信息，文件已封存，内容一概不记", "删去个人信息后重新放入"),
        ("carries personal data; the file is sealed and nothing of it kept", "Remove the personal data and drop it in again"),
    ),
    "personal_value": (
        ("有像身份证号或手机号的数字，内容不记", "删去号码后重新放入"),
        ("looks like an identity or phone number; nothing of it kept", "Remove the number and drop it in again"),
    ),
    "extra_cells": (
        ("比表头多出列（读到{found}，应为{expected}）", "找出多余的逗号，改正后重新放入"),
        ("more cells than the header (found {found}, expected {expected})", "Look for an extra comma and drop it in again"),
    ),
    "too_few_cells": (
        ("列数少于表头（读到{found}，应为{expected}）", "文件可能没写完，重新导出"),
        ("fewer cells than the header (found {found}, expected {expected})", "The file may be incomplete: export it again"),
    ),
    "missing_value": (
        ("必填的格子是空的", "补上后重新放入"),
        ("a required cell is empty", "Fill it in and drop it in again"),
    ),
    "not_a_number": (
        ("读到“{found}”，应为数字", "改成数字后重新放入"),
        ("found “{found}”, expected a number", "Write a number and drop it in again"),
    ),
    "not_whole": (
        ("读到“{found}”，应为整数", "改成整数后重新放入"),
        ("found “{found}”, expected a whole number", "Write a whole number and drop it in again"),
    ),
    "unit_unknown": (
        ("“{found}”的单位与规定的[“{expected}”]不同，不换算", "按规定的单位填"),
        ("the unit of “{found}” is not the declared one[, “{expected}”]", "Use the declared unit"),
    ),
    "unit_twice": (
        ("表头已有单位，“{found}”里又有万或亿，可以读成两个数", "只写数字，或写全单位（1.2万元）"),
        ("the header has a unit and “{found}” a multiple of its own", "Write the number alone, or its whole unit"),
    ),
    "out_of_range": (
        ("“{found}”超出允许范围[{expected}]", "核对后重新放入"),
        ("“{found}” is outside the allowed range[ {expected}]", "Check it and drop it in again"),
    ),
    "not_a_date": (
        ("读到“{found}”，应为日期", "写成2026-11-03"),
        ("found “{found}”, expected a date", "Write it as 2026-11-03"),
    ),
    "not_a_datetime": (
        ("读到“{found}”，应为日期和时间", "写成2026-11-03 09:05:12"),
        ("found “{found}”, expected a date and time", "Write it as 2026-11-03 09:05:12"),
    ),
    "not_a_month": (
        ("读到“{found}”，应为月份", "写成2026-11"),
        ("found “{found}”, expected a month", "Write it as 2026-11"),
    ),
    "impossible_date": (
        ("日历上没有“{found}”", "核对后重新放入"),
        ("the calendar has no “{found}”", "Check it and drop it in again"),
    ),
    "ambiguous_date": (
        ("“{found}”可以读成两个日期", "写成2026-01-05或2026-10"),
        ("“{found}” can be read as two dates", "Write it as 2026-01-05 or 2026-10"),
    ),
    "future_date": (
        ("“{found}”在收到之后", "核对后重新放入"),
        ("“{found}” lies after the file came", "Check it and drop it in again"),
    ),
    "not_a_bool": (
        ("读到“{found}”，应为是或否", "改成是或否"),
        ("found “{found}”, expected yes or no", "Write yes or no"),
    ),
    "control_character": (
        ("含看不见的字符", "删去后重新放入"),
        ("contains invisible characters", "Remove them and drop it in again"),
    ),
    "cell_error": (
        ("单元格是错误值“{found}”", "改正公式后重新放入"),
        ("the cell is an error, “{found}”", "Correct the formula and drop it in again"),
    ),
    "cell_too_long": (
        ("内容过长", "缩短后重新放入"),
        ("the cell is too long", "Shorten it and drop it in again"),
    ),
    "other_place": (
        ("“{found}”不是本社区", "移到那个社区的文件"),
        ("“{found}” is not the community of this file", "Move the row to that community's file"),
    ),
    "rule_broken": (
        ("违反规则：{rule}[（读到“{found}”）]", "按规则改正后重新放入"),
        ("breaks a rule: {rule}[ (found “{found}”)]", "Correct it and drop it in again"),
    ),
    "unknown_value": (
        ("“{found}”不是规定的值[，最接近的是“{expected}”]", "改成规定的值，或确认为别名"),
        ("“{found}” is no listed value[; the nearest is “{expected}”]", "Use a listed value, or confirm it as an alias"),
    ),
    "unknown_place": (
        ("不认识的社区“{found}”[，最接近的是“{expected}”]", "改成登记的名称，或确认为别名"),
        ("unknown community “{found}”[; the nearest is “{expected}”]", "Use a registered name, or confirm it as an alias"),
    ),
    "unknown_department": (
        ("不认识的科室“{found}”[，最接近的是“{expected}”]", "改成登记的名称，或确认为别名"),
        ("unknown department “{found}”[; the nearest is “{expected}”]", "Use a registered name, or confirm it as an alias"),
    ),
    "hidden_sheet": (
        ("工作表“{found}”是隐藏的，未读", "需要计入时取消隐藏后重新放入"),
        ("the sheet “{found}” is hidden and was not read", "Unhide it and drop the file in again if it should count"),
    ),
    "second_table": (
        ("这里又是一个表头，各列的次序与上面的不同[：{found}]", "分成两张工作表或两个文件放入"),
        ("another header stands here, with the columns in another order[: {found}]", "Put the tables into sheets or files of their own"),
    ),
    "unit_differs": (
        ("表里的单位“{found}”不能换算成规定的单位[“{expected}”]", "按规定的单位填，或在表头写明该列自己的单位"),
        ("the unit “{found}” cannot be converted to the declared one[, “{expected}”]", "Use the declared unit, or write it in the header"),
    ),
    "unit_lent": (
        ("表头没有单位，按表上方或表头下一行写的“{found}”读", "核对单位"),
        ("the header has no unit; read in “{found}”, as a line above or below the header says", "Check the unit"),
    ),
    "columns_unread": (
        ("这些列既没有规定、也不是期次或地方，未读[：{found}]", "核对列名"),
        ("columns that are neither declared nor periods or places were not read[: {found}]", "Check their names"),
    ),
    "header_shifted": (
        ("表头比各行少一个名称，首列是行号：各列右移一格读", "核对各列"),
        ("the header lacks the name of the row number in the first field; it was read one field to the right", "Check the columns"),
    ),
    "merged_spread": (
        ("合并的单元格按每行都有“{found}”读，共{count}行", "无需处理"),
        ("merged cells stand for each of their rows, {count} rows[, such as “{found}”]", "Nothing to do"),
    ),
    "section_row": (
        ("小标题行不计，共{count}行[，如“{found}”]", "无需处理"),
        ("headings between the rows are not counted, {count} rows[, such as “{found}”]", "Nothing to do"),
    ),
    "total_checked": (
        ("合计行与各行之和相符，共{count}行；合计不计入", "无需处理"),
        ("total rows agree with the sum of their rows, {count} rows; totals are not counted", "Nothing to do"),
    ),
    "total_mismatch": (
        ("合计写的是{found}，各行之和是{expected}，相差{difference}；按各行计", "核对合计与各行；只差四舍五入的可不理会"),
        (
            "the total says {found}, its rows add up to {expected}, {difference} apart; the rows count",
            "Check both; mere rounding does no harm",
        ),
    ),
    "name_trimmed": (
        ("去掉了名称前的序号、“其中”或中间的空格，共{count}行[，如“{found}”]", "无需处理"),
        ("numbers, 其中 or blanks were taken off names in {count} rows[, such as “{found}”]", "Nothing to do"),
    ),
    "chinese_number": (
        ("汉字写的数按数字读入，共{count}行[，如“{found}”]", "无需处理"),
        ("numbers in Chinese words were read in {count} rows[, such as “{found}”]", "Nothing to do"),
    ),
    "chinese_number_spoken": (
        ("“{found}”按口语读作{expected}，也可能是别的数", "确认是{expected}，或改成数字"),
        ("“{found}” reads as {expected} in speech, but may be meant otherwise", "Confirm {expected}, or write the number in digits"),
    ),
    "date_without_year": (
        ("“{found}”没有年份，文件名也看不出", "写成2026-11-16"),
        ("“{found}” has no year, and the file name does not tell it", "Write it as 2026-11-16"),
    ),
    "year_taken": (
        ("日期没有年份，取文件所属期次的年份，共{count}行[，如“{found}”]", "核对"),
        ("dates without a year took that of the file's period in {count} rows[, such as “{found}”]", "Check them"),
    ),
    "month_by_neighbours": (
        ("被截短的月份（2016.1）按前后各行读作10月或1月，共{count}行[，如“{found}”]", "核对"),
        ("shortened months (2016.1) were read by the rows beside them, {count} rows[, such as “{found}”]", "Check them"),
    ),
    "date_form": (
        ("日期按规则换成标准写法，共{count}行[，如“{found}”]", "无需处理"),
        ("dates in other forms were read by rule in {count} rows[, such as “{found}”]", "Nothing to do"),
    ),
    "serial_date": (
        ("表格程序的日期序号按日期读入，共{count}行[，如“{found}”]", "无需处理"),
        ("a spreadsheet's serial numbers were read as dates in {count} rows[, such as “{found}”]", "Nothing to do"),
    ),
    "absent_mark": (
        ("—、无、/之类按“没有”计，不是0，共{count}行", "无需处理"),
        ("marks such as — or 无 were read as absent, not as nought, in {count} rows", "Nothing to do"),
    ),
    "percent_or_fraction": (
        ("“{found}”在百分比列里，可能是{found}%，也可能是{expected}%", "在表格程序里写成带%的文字或0–100的数，或确认{expected}"),
        ("“{found}” in a percentage column may be {found}% or {expected}%", "Write it up to 100 or as text with %, or confirm {expected}"),
    ),
    "rule_noted": (
        ("不合规则：{rule}；规则写明的格子按无计，行仍计入", "核对"),
        ("against a rule: {rule}; the cells it names read as absent, the row counts", "Check it"),
    ),
    "normalised": (
        ("按规则换算了写法，共{count}行[，如“{found}”]", "无需处理"),
        ("rewritten by rule in {count} rows[, such as “{found}”]", "Nothing to do"),
    ),
    "rounded": (
        ("小数位多于规定，已四舍五入，共{count}行[，如“{found}”]", "无需处理"),
        ("rounded to the declared decimals in {count} rows[, such as “{found}”]", "Nothing to do"),
    ),
    "exponent": (
        ("科学记数法按数字读入，共{count}行[，如“{found}”]", "核对是否被表格程序改写"),
        ("scientific notation read as numbers in {count} rows[, such as “{found}”]", "Check whether a spreadsheet program rewrote them"),
    ),
    "time_absent": (
        ("只有日期没有时刻，按0点计，共{count}行", "需要时补上时刻"),
        ("dates without a time taken as midnight in {count} rows", "Add the time where it is needed"),
    ),
    "repeated_row": (
        ("同一主键[（{key}）]的相同行，只计一次，共{count}行", "无需处理"),
        ("the same row of one key counted once, {count} rows", "Nothing to do"),
    ),
    "replaced_row": (
        ("同一主键[（{key}）]的行内容不同，以后面的为准，共{count}行", "核对"),
        ("one key with different content, the later row counts, {count} rows", "Check them"),
    ),
    "stop_rows_fell": (
        (
            "只有{found}行，上一份（{file}）有{expected}行，减少超过{limit}%；整份待确认，仍用原来的数",
            "核对是否缺行：无误就放行，缺了就补齐后重新放入",
        ),
        (
            "only {found} rows where the delivery before ({file}) had {expected},"
            " a fall of more than {limit} %; the whole file waits, what stood stays",
            "See whether rows are missing: release it if not, else complete it and drop it in again",
        ),
    ),
    "stop_place_missing": (
        ("上一份（{file}）有、这一份没有的社区：{places}；整份待确认，仍用原来的数", "核对是否漏报：无误就放行，漏了就补齐后重新放入"),
        (
            "communities of the delivery before ({file}) that this one lacks: {places}; the whole file waits, what stood stays",
            "See whether they were left out: release it if not, else complete it and drop it in again",
        ),
    ),
    "stop_jump": (
        (
            "{found}[ {unit}]超过已有数中位数（{median}）的{times}倍；整份待确认，仍用原来的数",
            "核对这一格：无误就放行，错了就改正后重新放入",
        ),
        (
            "{found}[ {unit}] is over {times} times the median of what stands ({median}); the whole file waits, what stood stays",
            "Check this cell: release the file if it is right, else correct it and drop it in again",
        ),
    ),
    "stop_total_fell": (
        (
            "合计{found}[ {unit}]，上一份（{file}）是{expected}，减少超过{limit}%；整份待确认，仍用原来的数",
            "核对合计：无误就放行，错了就改正后重新放入",
        ),
        (
            "the total is {found}[ {unit}] where the delivery before ({file}) had {expected},"
            " a fall of more than {limit} %; the whole file waits, what stood stays",
            "Check the total: release the file if it is right, else correct it and drop it in again",
        ),
    ),
    "fix_unknown": (
        ("改正文件所属的原批次{found}[（{expected}）]不在这里", "把改好的行放进普通文件重新放入"),
        (
            "the batch {found}[ ({expected})] whose rows this file mends is not here",
            "Put the mended rows into an ordinary file and drop that in",
        ),
    ),
    "fix_undone": (
        ("改正文件所属的原批次{found}[（{expected}）]已撤销", "先恢复那个批次，或重新放入完整的文件"),
        (
            "the batch {found}[ ({expected})] whose rows this file mends was undone",
            "Bring that batch back first, or drop the complete file in again",
        ),
    ),
    "fix_waits": (
        ("所改的批次{found}还待确认，改好的行一并等待", "放行批次{found}，改好的行随之计入"),
        (
            "batch {found}, whose rows this file mends, still waits; the mended rows wait with it",
            "Release batch {found}: the mended rows come with it",
        ),
    ),
    "reread_rows": (
        ("“{word}”已确认，先前待定的{count}行现已读入", "无需处理"),
        ("“{word}” was confirmed: {count} rows that had waited are read now", "Nothing to do"),
    ),
    "newer_holds": (
        ("有{count}行在更新的文件里已有说法，以新的为准，未动", "要改就放入新的文件"),
        ("{count} rows are told by a newer file, which counts; they were left as they are", "To change them drop in a new file"),
    ),
    "problems_cut": (
        ("同类问题还有{count}条未列出", "先改正列出的"),
        ("{count} more problems of this kind are not listed", "Correct those listed first"),
    ),
}
