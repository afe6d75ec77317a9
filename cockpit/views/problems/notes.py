"""Of what was read by a rule, and is noted."""

from __future__ import annotations

from cockpit.views.problems.said import Said

NOTES: dict[str, tuple[Said, Said]] = {
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
}
