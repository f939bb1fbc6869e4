"""Text as it may be shown and compared: no control codes, nothing invisible, plain newlines."""

import re

_ESCAPES = re.compile(
    r"\x1b(?:\[[0-9;?]{0,40}[ -/]{0,4}[@-~]|\][^\x07\x1b]{0,400}(?:\x07|\x1b\\)?)"
)
_NEWLINES = re.compile(r"\r\n?|[\x0b\x85\u2028\u2029]")
_HIDDEN = re.compile(
    r"[\x00-\x08\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    r"\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_SURROGATES = re.compile("[\ud800-\udfff]")
# In a text that is not raw, Python reads the start of these LaTeX commands as a control character.
_LATEX = re.compile(r"\t(?=(?:imes|ext|heta|au)\b)|\x0c(?=(?:rac|orall)\b)|\x08(?=(?:eta|ar)\b)")
_LETTERS = {"\t": r"\t", "\x0c": r"\f", "\x08": r"\b"}


def clean(text: str) -> str:
    r"""A learner's text without what cannot be seen.

    Escape sequences of terminals, control characters, marks that turn the direction of writing and
    characters of no width go; lone surrogates become U+FFFD.

    >>> clean("50 \times 3\r\n\x1b[31mred\x1b[0m\0")
    '50 \\times 3\nred'
    """
    if text.isascii() and text.isprintable():
        return text
    text = _LATEX.sub(lambda found: _LETTERS[found[0]], text)
    text = _NEWLINES.sub("\n", _ESCAPES.sub("", text))
    return _SURROGATES.sub("\ufffd", _HIDDEN.sub("", text))


def clean_name(name: str) -> str:
    """A file's name on one line, with nothing in it that a terminal would obey."""
    return clean(name).replace("\n", " ").replace("\t", " ")
