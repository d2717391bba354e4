"""How Unity writes single values in its text files: numbers and strings.

Numbers are 32-bit floats in their shortest form that reads back to the same float. UnityYAML's source is not public;
strings follow libyaml's emitter: plain where that is unambiguous, in single quotes where it is not, folded at a space
once the line is over 80 columns long. Anything but printable ASCII, line breaks included, goes into double quotes with
escapes: the only form in which UnityYAML decodes UTF-8 (Unity manual, "UnityYAML").
"""

from __future__ import annotations

import re

import numpy as np

#: Width after which libyaml folds a scalar at the next space.
FOLD_COLUMN = 80

_ESCAPES = {
    "\0": "0",
    "\a": "a",
    "\b": "b",
    "\t": "t",
    "\n": "n",
    "\v": "v",
    "\f": "f",
    "\r": "r",
    "\x1b": "e",
    '"': '"',
    "\\": "\\",
    "\x85": "N",
    "\xa0": "_",
    "\u2028": "L",
    "\u2029": "P",
}

_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?")
_WHOLE_NUMBER = re.compile(r"[-+]?\d+")


def to_float32(value: float) -> float:
    """The number as Unity's ``float`` holds it, as a Python float (infinite where it is too large)."""
    with np.errstate(over="ignore"):
        return float(np.float32(value))


def format_float(value: float) -> str:
    """A number as Unity writes a ``float``, never with an exponent: ``0.05``, ``1``, ``-0``, ``0.00000014901161``."""
    with np.errstate(over="ignore"):
        return np.format_float_positional(np.float32(value), unique=True, trim="-")


def parse_float(text: str) -> float | None:
    """The finite number that the text is, rounded to 32 bits, or None where it is none."""
    if not _NUMBER.fullmatch(text):
        return None
    value = to_float32(float(text))
    return value if np.isfinite(value) else None


def parse_int(text: str) -> int | None:
    """The whole number that the text is, or None where it is none."""
    return int(text) if _WHOLE_NUMBER.fullmatch(text) and len(text) < 20 else None


def format_string(text: str, column: int, indent: int) -> str:
    """A string as Unity writes it.

    Args:
        text: any string.
        column: where on its line it starts, for folding.
        indent: columns by which the lines it is folded onto are indented.
    """
    if not text:
        return ""
    if not all(" " <= character <= "~" for character in text):
        return _double_quoted(text, column, indent)
    if _plain_allowed(text):
        return _folded(text, column, indent, protect_ends=False)
    return "'" + _folded(text.replace("'", "''"), column + 1, indent, protect_ends=True) + "'"


def _plain_allowed(text: str) -> bool:
    """Whether a plain scalar of this printable ASCII text is unambiguous (libyaml's rules for block context)."""
    if text != text.strip(" ") or text.startswith(("---", "...")):
        return False
    if text[0] in "#,[]{}&*!|>'\"%@`":
        return False
    if text[0] in "-?:" and (len(text) == 1 or text[1] == " "):
        return False
    return ": " not in text and not text.endswith(":") and " #" not in text


def _folded(text: str, column: int, indent: int, protect_ends: bool) -> str:
    """Breaks the line at single spaces past ``FOLD_COLUMN``; readers turn the break back into one space."""
    parts: list[str] = []
    for index, character in enumerate(text):
        single = (
            character == " "
            and (index == 0 or text[index - 1] != " ")
            and (index + 1 == len(text) or text[index + 1] != " ")
        )
        inside = not protect_ends or 0 < index < len(text) - 1
        if single and inside and column > FOLD_COLUMN:
            parts.append("\n" + " " * indent)
            column = indent
        else:
            parts.append(character)
            column += 1
    return "".join(parts)


def _double_quoted(text: str, column: int, indent: int) -> str:
    parts = ['"']
    column += 1
    for index, character in enumerate(text):
        after_space = index > 0 and text[index - 1] == " "
        if character == " " and column > FOLD_COLUMN and not after_space and 0 < index < len(text) - 1:
            # A space that starts the next line must be escaped, or a reader would drop it with the indentation.
            parts.append("\n" + " " * indent + ("\\" if text[index + 1] == " " else ""))
            column = indent
            continue
        piece = character if " " <= character <= "~" and character not in '"\\' else _escape(character)
        parts.append(piece)
        column += len(piece)
    return "".join(parts) + '"'


def _escape(character: str) -> str:
    if character in _ESCAPES:
        return "\\" + _ESCAPES[character]
    code = ord(character)
    if code <= 0xFF:
        return f"\\x{code:02X}"
    return f"\\u{code:04X}" if code <= 0xFFFF else f"\\U{code:08X}"
