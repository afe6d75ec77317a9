"""Of sources that are asked or cannot be reached."""

from __future__ import annotations

from cockpit.views.problems.said import Said

FETCHING: dict[str, tuple[Said, Said]] = {
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
}
