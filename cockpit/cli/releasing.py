"""`cockpit accept`: a person says that what was held is right: a whole delivery, or what a word stands for."""

from __future__ import annotations

from typing import Any

from cockpit.catalog import names
from cockpit.cli import common, handing
from cockpit.cli.common import Common
from cockpit.house import AcceptError, Alias, AliasError, HomeError, House
from cockpit.model import Level, Problem

_KINDS = {"unknown_place": "place", "unknown_department": "department", "unknown_value": "value"}


def accept(options: Common, number: int, *, aliases: list[str]) -> None:
    if aliases:
        learned = [_alias(options, number, given) for given in aliases]
        made = [b for alias in learned for b in _learn(options, alias)]
        told = "、".join(f"{a.alias}={a.code}" for a in learned)
        zh = f"已记住 {told}" + (f"，先前待定的行读入为批次 {_listed(made)}。" if made else "，没有等着它的行。")
        en = f"Remembered {told}" + (f"; rows that had waited are batch {_listed(made)}." if made else "; no row waited for it.")
        _tell(options, {"aliases": [a.alias for a in learned], "batches": made}, zh, en)
        return
    own = _accept(options, number)
    _tell(options, {"batch": own}, f"批次 {number} 已放行（批次 {own}）。", f"Batch {number} released as batch {own}.")


def _listed(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers))


def _tell(options: Common, body: dict[str, Any], zh: str, en: str) -> None:
    if options.json:
        common.out_json(body)
    else:
        common.out(zh if options.lang == "zh" else en)


def _accept(options: Common, number: int) -> int:
    now = common.now()
    try:
        with common.opened_or_busy(options) as house:
            own = house.accept(number, moment=now).id
            house.keep(as_of=house.office.local_day(now), moment=now)
            return own
    except HomeError:
        answer = handing.over(options, "accept", {"batch": number})
        if "error" in answer:
            common.fail(accept_error(answer["error"], number, int(answer.get("by", 0)), options.lang))
        return int(answer["batch"])
    except AcceptError as error:
        common.fail(accept_error(error.code, number, error.by, options.lang))


def accept_error(code: str, number: int, by: int, lang: str) -> str:
    """Why a batch cannot be released, and what to do instead."""
    zh = {
        "unknown": "没有批次 {0}。",
        "not_held": "批次 {0} 没有被扣下，无需放行。",
        "already_released": "批次 {0} 已由批次 {1} 放行。",
        "superseded": "批次 {0} 之后，同一期已有新的文件入库（批次 {1}）；放行会盖掉它。确要用旧的，请先撤销批次 {1}，或重新放入文件。",
        "belongs": "批次 {0} 是批次 {1} 的改正，随它一起放行：cockpit accept {1}。",
    }
    en = {
        "unknown": "There is no batch {0}.",
        "not_held": "Batch {0} is not held.",
        "already_released": "Batch {0} was released by batch {1}.",
        "superseded": "A newer file of the same period was taken in since (batch {1}); releasing {0} would write over it."
        " If the old one is right, undo batch {1} first, or drop the file in again.",
        "belongs": "Batch {0} mends batch {1} and is released with it: cockpit accept {1}.",
    }
    return (zh if lang == "zh" else en).get(code, code).format(number, by)


# -- words


def _alias(options: Common, number: int, given: str) -> Alias:
    """What kind of word it is, and of which column, stands in the batch's problems."""
    word, sign, code = given.rpartition("=")
    if not sign or not word.strip() or not code.strip():
        common.fail({"zh": "--alias 写成 词=code", "en": "--alias is written word=code"}[options.lang], common.WRONG_USE)
    with common.opened(options) as house:
        found = house.batch(number)
        if found is None:
            common.fail(accept_error("unknown", number, 0, options.lang), common.UNKNOWN)
        held = [p for p in found[1] if p.level is Level.HOLD and p.code in _KINDS]
        waits = next((p for p in held if names.fold(p.found) == names.fold(word)), None)
        if waits is None:
            common.unknown("待定的词" if options.lang == "zh" else "held word", word, sorted({p.found for p in held}), options.lang)
        return _of(house, waits, word.strip(), code.strip())


def _of(house: House, waits: Problem, word: str, code: str) -> Alias:
    """The code may also be given by a name that is known already."""
    kind, where = _KINDS[waits.code], (waits.source, waits.values.get("column", ""))
    if kind == "place":
        return Alias(kind, word, names.resolve_place(house.catalog, code) or code)
    if kind == "department":
        return Alias(kind, word, names.resolve_department(house.catalog, code) or code)
    column = house.catalog.sources[where[0]].columns[where[1]]
    return Alias(kind, word, names.resolve_value(column, code) or code, where)


def _learn(options: Common, alias: Alias) -> list[int]:
    now = common.now()
    try:
        with common.opened_or_busy(options) as house:
            made = [b.id for b in house.learn(alias, moment=now)]
            house.keep(as_of=house.office.local_day(now), moment=now)
            return made
    except HomeError:
        told = {"kind": alias.kind, "alias": alias.alias, "code": alias.code, "where": list(alias.where)}
        answer = handing.over(options, "learn", {"alias": told})
        if "error" in answer:
            common.fail(alias_error(answer["error"], alias, options.lang))
        return [int(number) for number in answer["batches"]]
    except AliasError as error:
        common.fail(alias_error(error.code, alias, options.lang))


def alias_error(code: str, alias: Alias, lang: str) -> str:
    """Why a word cannot be remembered."""
    zh = {
        "unknown_code": "没有 {1}，不能让“{0}”指它。",
        "bad_word": "“{0}”不能当别名。",
        "alias_clash": "“{0}”已另有所指，不能再指 {1}。",
        "unknown_kind": "不知道“{0}”是哪一列的词。",
    }
    en = {
        "unknown_code": "There is no {1} for “{0}” to stand for.",
        "bad_word": "“{0}” cannot be an alias.",
        "alias_clash": "“{0}” stands for something else already, not for {1}.",
        "unknown_kind": "It is not known which column “{0}” belongs to.",
    }
    return (zh if lang == "zh" else en).get(code, code).format(alias.alias, alias.code)
