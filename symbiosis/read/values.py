"""One cell: text as written in, a value of its column's type out."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

from symbiosis.errors import DataError, Fault
from symbiosis.read.near import fold
from symbiosis.read.remedy import plain, remedy
from symbiosis.schema import Column, park_tables
from symbiosis.schema import model_tables as model_schema

_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_UNSEEN = dict.fromkeys(map(ord, "\ufeff\u200b\u200c\u200d\u200e\u200f\u2060\u00ad"))
_WIDE = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xA0: 0x20, 0x2007: 0x20, 0x202F: 0x20}
_YES = frozenset({"yes", "y", "true", "1", "是"})
_NO = frozenset({"no", "n", "false", "0", "否"})
#: Prose that is shown, never compared: folding would turn its Chinese punctuation into ASCII.
_PROSE = frozenset({"name_zh", "name_en", "source", "document", "clause", "meaning"})


class MisreadError(Exception):
    """A cell that cannot be a value of its column."""

    def __init__(self, wrong: str, right: str) -> None:
        super().__init__(wrong)
        self.wrong, self.right = wrong, right


def narrow(text: str) -> str:
    """Return a text trimmed, with full-width letters and digits made plain; superscripts stay what they are."""
    return text.strip() if text.isascii() else text.translate(_UNSEEN).translate(_WIDE).strip()


def clean(text: str) -> str:
    """Return a text as identifiers are kept: NFKC, trimmed, without characters that nobody sees."""
    return text.strip() if text.isascii() else unicodedata.normalize("NFKC", text.translate(_UNSEEN)).strip()


def _bounds(column: Column) -> str:
    low, high = (None if bound is None else plain(bound) for bound in (column.min, column.max))
    if low is not None and high is not None:
        return f"between {low} and {high}"
    return f"of at least {low}" if low is not None else f"of at most {high}"


def _number(column: Column, raw: str) -> float:
    text = narrow(raw)
    if not _NUMBER.fullmatch(text):
        raise MisreadError(
            f"{raw.strip()!r} is not a plain number", remedy(text, column.unit, required=column.required)
        )
    value = float(text)
    if math.isinf(value):
        raise MisreadError(f"{text} is too large for a number", "write a number that can be meant")
    if value == 0.0 and re.search(r"[1-9]", re.split("[eE]", text)[0]):
        raise MisreadError(f"{text} is too small for a number", "write 0 if that is meant")
    below = column.min is not None and value < column.min
    if below or (column.max is not None and value > column.max):
        hint = (
            f"; if {plain(-value)} is meant, write it without the minus"
            if below and value < 0 <= (column.min or 0)
            else ""
        )
        unit = f" {column.unit}" if column.unit else ""
        raise MisreadError(f"{text}{unit} is out of range", f"write a number {_bounds(column)}{unit}{hint}")
    return value


def _integer(column: Column, raw: str) -> float:
    value = _number(column, raw)
    if not value.is_integer():
        raise MisreadError(f"{raw.strip()!r} is not a whole number", "write a whole number such as 2025")
    return value


def _yesno(_: Column, raw: str) -> bool:
    word = fold(clean(raw))
    if word in _YES or word in _NO:
        return word in _YES
    raise MisreadError(f"{raw.strip()!r} is neither yes nor no", "write yes or no (是 or 否)")


def _one_of(choices: Mapping[str, str], raw: str) -> str:
    word = fold(clean(raw))
    for choice, label in choices.items():
        if word in (fold(choice), fold(label)):
            return choice
    known = ", ".join(f"{choice} ({label})" if label else choice for choice, label in choices.items())
    raise MisreadError(f"{raw.strip()!r} is not one of the known words", f"write one of {known}")


def _choice(column: Column, raw: str) -> str:
    return _one_of(column.choices, raw)


def _text(column: Column, raw: str) -> str:
    text = unicodedata.normalize("NFC", raw.translate(_UNSEEN)).strip() if column.name in _PROSE else clean(raw)
    if "\ufffd" in text:
        raise MisreadError(f"{text!r} holds a character that was lost (\ufffd)", "type the cell anew")
    return text


def _id(column: Column, raw: str) -> str:
    text = _text(column, raw)
    # Lists of ids are cut at ";", keys of offers are joined by "|".
    if odd := re.search(r"[;|\x00-\x1f]", text):
        raise MisreadError(
            f"{text!r} holds {odd[0]!r}", "leave ; and | and line breaks out of names that others refer to"
        )
    return text


def _parts(raw: str) -> list[str]:
    return [part.strip() for part in clean(raw).split(";") if part.strip()]


def list_choices(column: Column) -> Mapping[str, str]:
    """Return the words that a list may hold: those of the choice that the column refers to."""
    words: dict[str, str] = {}
    for target, name in column.refers:
        for room in (park_tables(), model_schema()):
            if target in room and name in room[target].columns:
                words |= room[target].columns[name].choices
    return words


def _list(column: Column, raw: str) -> tuple[str, ...]:
    choices = list_choices(column) if column.type == "list" else {}
    words = [_one_of(choices, part) for part in _parts(raw)] if choices else _parts(raw)
    twice = sorted({word for word in words if words.count(word) > 1})
    if twice:
        raise MisreadError(f"{raw.strip()!r} names {twice[0]!r} twice", "name each once")
    return tuple(words)


def _terms(_: Column, raw: str) -> tuple[tuple[str, float], ...]:
    terms: dict[str, float] = {}
    for part in _parts(raw):
        name, _space, number = part.rpartition(" ")
        name = name.strip()
        if not name or not _NUMBER.fullmatch(number) or math.isinf(float(number)):
            raise MisreadError(f"{part!r} is not a name and a number", "write terms as in Na2O 1; K2O 0.658")
        if name in terms:
            raise MisreadError(f"{raw.strip()!r} names {name!r} twice", "name each term once")
        terms[name] = float(number)
    return tuple(terms.items())


_PARSERS: Mapping[str, Callable[[Column, str], Any]] = {
    "id": _id,
    "ref": _text,
    "text": _text,
    "number": _number,
    "integer": _integer,
    "yesno": _yesno,
    "choice": _choice,
    "list": _list,
    "refs": _list,
    "terms": _terms,
}
_BLANKS: Mapping[str, Any] = {
    "number": math.nan, "integer": math.nan, "yesno": None, "list": (), "refs": (), "terms": (),
}  # fmt: skip


def blank(column: Column) -> Any:
    """Return what a blank cell of this column stands for where it has no default."""
    return _BLANKS.get(column.type, "")


def is_blank(raw: str) -> bool:
    """Tell whether a cell holds nothing that can be seen."""
    # A letter or a digit in front says so without looking at the rest.
    return not raw or (not raw[0].isalnum() and not narrow(raw))


def parse(column: Column, raw: str) -> Any:
    """Return the value of a cell; raises MisreadError where there is none."""
    if is_blank(raw):
        if column.required:
            raise MisreadError("is blank", f"fill it in: {column.meaning_en.lower()}")
        return _PARSERS[column.type](column, column.default) if column.default else blank(column)
    value = _PARSERS[column.type](column, raw)
    if value == () and column.required:
        raise MisreadError(f"{raw.strip()!r} names nothing", "name at least one")
    return value


def read_value(column: Column, value: Any, where: str) -> Any:
    """Return one value given outside a table (as a setting), checked as a cell of this column would be.

    Raises
    ------
    DataError
        ``where`` with what is wrong and what would be right.
    """
    if isinstance(value, bool):
        text = "yes" if value else "no"
    elif isinstance(value, (list, tuple)):
        text = ";".join(map(str, value))
    else:
        text = str(value)
    try:
        return parse(column, text)
    except MisreadError as error:
        raise DataError([Fault(where, error.wrong, error.right)]) from None
