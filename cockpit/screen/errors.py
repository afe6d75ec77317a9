"""The page, or the JSON, that says that something could not be answered: never why in a program's words, never a trace."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import flask
import orjson

SENTENCES = {
    400: ("请求写得不对", "The request is not well formed"),
    403: ("不接受来自其他网站的提交", "Posts from other sites are not accepted"),
    404: ("没有这个页面", "There is no such page"),
    405: ("这个地址不能这样使用", "This address cannot be used that way"),
    413: ("提交的内容太大", "What was sent is too large"),
    500: ("出了问题，已记入日志；此前的数据不受影响", "Something went wrong and was logged; the data are not affected"),
    503: ("尚未就绪", "Not ready yet"),
}
ACTIONS = ("返回首页", "Back to the overview")
QUOTE = ("报修时请说编号", "Quote this number when reporting it")
PAGE = """<!doctype html><html lang="{lang}" data-theme="light"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>{code}</title><link rel="icon" href="data:,">
<style>body{{font:16px/1.7 "Noto Sans SC","Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif;margin:18vh auto;max-width:32em;
padding:0 24px;color:#16202A;background:#F4F6F8}}b{{font-size:44px;font-weight:500;color:#596673}}a{{color:#0A5FAE}}</style></head>
<body><b>{code}</b><p>{sentence}</p>{quote}<p><a href="/{search}">{action}</a></p></body></html>"""


def sentence(code: int, lang: str) -> str:
    zh, en = SENTENCES.get(code, SENTENCES[500 if code >= 500 else 400])
    return en if lang == "en" else zh


def answer(code: int, *, path: str, args: Mapping[str, str], error_id: str = "") -> flask.Response:
    """JSON below /api and for Dash's own calls, a page elsewhere."""
    if path.startswith(("/api/", "/_dash", "/healthz", "/metrics")):
        body = {"error": {"code": code, "zh": sentence(code, "zh"), "en": sentence(code, "en")} | ({"id": error_id} if error_id else {})}
        return flask.Response(orjson.dumps(body), code, mimetype="application/json")
    lang = "en" if args.get("lang") == "en" else "zh"
    quote = f"<p>{QUOTE[lang == 'en']}：<code>{escape(error_id)}</code></p>" if error_id else ""
    page = PAGE.format(
        lang="en" if lang == "en" else "zh-Hans", code=code, sentence=sentence(code, lang), quote=quote,
        search="?lang=en" if lang == "en" else "", action=ACTIONS[lang == "en"],
    )  # fmt: skip
    return flask.Response(page, code, mimetype="text/html")
