"""Of single rows and cells: why one is refused or waits."""

from __future__ import annotations

from cockpit.views.problems.said import Said

CELLS: dict[str, tuple[Said, Said]] = {
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
}
