"""Words: codes, free text, and the names of values, places and departments the catalogue knows."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from cockpit.catalog.names import department_names, fold, place_names, value_names
from cockpit.catalog.schema import Catalog, Column
from cockpit.intake.typed import Fault, Typed, alphabet, empty_words, is_absent, made_of, mark_absent, numbers_of, plain, words_of
from cockpit.model import STREET, Level

_CLEAN = alphabet("".join(map(chr, range(33, 127))) + "\n")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_CONTROL_IN_CODE = re.compile(r"[\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
_BLANKS = re.compile(r"\s+")
_NUMBERED = re.compile(
    r"^(?:其中:?)?(?:[一二三四五六七八九十]{1,3}[、.]|\((?:\d{1,2}|[一二三四五六七八九十]{1,3})\)|\d{1,2}(?:、|\.(?!\d)))?(?:其中:?)?"
)
_ERRORS = frozenset(("#N/A", "#DIV/0!", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"))
_YES = frozenset(("是", "true", "1", "y", "yes", "t", "√", "✓", "有", "对", "1.0"))
_NO = frozenset(("否", "false", "0", "n", "no", "f", "×", chr(0x2717), "0.0", "错"))
_MOST_OPTIONS = 8
_MOST_GUESSES = 50
_MOST_CHARS = 32_767

Learned = Mapping[str, str]


def convert(uniques: Sequence[str], column: Column) -> Typed:
    """Codes and free text, blanks around cut; a code is also folded to half-width, so that one thing has one code."""
    typed, present = words_of(uniques, column)
    if len(present) == len(uniques) and _is_clean(uniques):
        typed.values[:] = uniques
        return typed
    for at in present:
        _word(typed, at, uniques[at], column)
    return typed


def _is_clean(uniques: Sequence[str]) -> bool:
    return made_of("\n".join(uniques), _CLEAN) and max(map(len, uniques), default=0) <= _MOST_CHARS and _ERRORS.isdisjoint(uniques)


def _word(typed: Typed, at: int, text: str, column: Column) -> None:
    is_code = column.type == "code"
    cleaned = plain(text) if is_code else text.strip()
    if "spaces" in column.clean:
        cleaned = _BLANKS.sub(" ", cleaned)
    if "numbering" in column.clean and (bare := without_number(_BLANKS.sub("", plain(cleaned)))) != cleaned:
        cleaned = bare
        typed.notes[at] = "name_trimmed"
    if is_absent(cleaned, column):
        mark_absent(typed, at, column, text=cleaned)
    elif (_CONTROL_IN_CODE if is_code else _CONTROL).search(cleaned):
        typed.blame(at, Fault("control_character"))
    elif cleaned in _ERRORS:
        typed.blame(at, Fault("cell_error"))
    elif len(cleaned) > _MOST_CHARS:
        typed.blame(at, Fault("cell_too_long", str(_MOST_CHARS)))
    else:
        typed.values[at] = cleaned


def without_number(name: str) -> str:
    """A name without the number and the 其中 before it: 一、年末总户数, （二）老旧小区, 其中：男性. Half-width and without blanks."""
    return name[found.end() :] if (found := _NUMBERED.match(name)) and found.end() < len(name) else name


def names_of(column: Column, catalog: Catalog | None) -> Mapping[str, str]:
    """Folded names of an enumeration, a place or a department → code; empty for any other column."""
    if column.type == "enum":
        return value_names(column)
    if catalog is None or not (column.place or column.department):
        return {}
    if column.department:
        return department_names(catalog.departments)
    street = (STREET, catalog.street.name.zh, catalog.street.name.en, catalog.street.id, "全街道")
    return {**{fold(name): STREET for name in street if name}, **place_names(catalog.communities)}


def convert_values(uniques: Sequence[str], column: Column, *, learned: Learned) -> Typed:
    """Codes of an enumeration. An unknown word is held, with the nearest allowed one. A declared value may be called 无."""
    shown = {code: name.zh or code for code, name in column.values.items()}
    typed = _known(uniques, column, value_names(column), learned=learned, shown=shown, code="unknown_value")
    options = {f"options.{lang}": _options([getattr(name, lang) or code for code, name in column.values.items()]) for lang in ("zh", "en")}
    for at, fault in typed.faults.items():
        if fault.code == "unknown_value":
            typed.faults[at] = replace(fault, values={**fault.values, **options})
    return typed


def _options(names: Sequence[str]) -> str:
    """The first of them; a long list ends with an ellipsis."""
    return "、".join(names[:_MOST_OPTIONS]) + ("…" if len(names) > _MOST_OPTIONS else "")


def convert_places(uniques: Sequence[str], column: Column, *, learned: Learned, catalog: Catalog) -> Typed:
    """Community codes; `*` or the street's own name is the whole street."""
    shown = {code: community.name.zh for code, community in catalog.communities.items()}
    return _known(uniques, column, names_of(column, catalog), learned=learned, shown=shown, code="unknown_place")


def convert_departments(uniques: Sequence[str], column: Column, *, learned: Learned, catalog: Catalog) -> Typed:
    shown = {code: department.name.zh for code, department in catalog.departments.items()}
    return _known(uniques, column, names_of(column, catalog), learned=learned, shown=shown, code="unknown_department")


def _known(
    uniques: Sequence[str], column: Column, names: Mapping[str, str], *, learned: Learned, shown: Mapping[str, str], code: str
) -> Typed:  # fmt: skip
    typed = empty_words(len(uniques))
    aliases = {fold(name): target for name, target in learned.items()}
    for at, text in enumerate(uniques):
        folded = fold(text[:_MOST_CHARS])
        found = names.get(folded) or aliases.get(folded)
        spelled = plain(text)
        if found is None and (bare := without_number(folded)) != folded:
            found = names.get(bare) or aliases.get(bare)
            if found is not None:
                typed.notes[at] = "name_trimmed"
        if found is not None:
            typed.values[at] = found
        elif is_absent(spelled, column):
            mark_absent(typed, at, column, text=spelled)
        elif _CONTROL_IN_CODE.search(spelled):
            typed.blame(at, Fault("control_character"))
        else:
            guess = _nearest(folded, names) if len(typed.faults) < _MOST_GUESSES else ""
            near = shown.get(guess, guess)
            typed.blame(at, Fault(code, near, Level.HOLD, {"nearest": near, "nearest_code": guess} if guess else {}))
    return typed


def _nearest(folded: str, names: Mapping[str, str]) -> str:
    """Code of the nearest known name, empty when none is near. Codes of digits alone are never near: 330103 is not 330113."""
    if folded.isdigit():
        return ""
    near = difflib.get_close_matches(folded[:80], list(names), n=1, cutoff=0.5)
    return names[near[0]] if near else ""


def convert_flags(uniques: Sequence[str], column: Column) -> Typed:
    """是/否, true/false, 1/0, Y/N and their kind as 1 and 0."""
    typed, present = numbers_of(uniques, column)
    yes, no = _flags(column)
    for at in present:
        spelled = plain(uniques[at])
        folded = fold(spelled)
        if folded in yes or folded in no:
            typed.values[at] = int(folded in yes)
        elif is_absent(spelled, column):
            mark_absent(typed, at, column, text=spelled)
        else:
            typed.blame(at, Fault("not_a_bool", "bool"))
    return typed


def _flags(column: Column) -> tuple[frozenset[str], frozenset[str]]:
    """The usual words, and those the column declares as aliases of `true` and `false`."""
    declared = [(fold(alias), value in ("true", "1")) for alias, value in column.value_aliases.items()]
    return _YES.union(a for a, yes in declared if yes), _NO.union(a for a, yes in declared if not yes)
