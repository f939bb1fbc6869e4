"""Text as people hand it in to plain text: markup off, odd characters out."""

import re
import unicodedata

MOST_CHARACTERS = 200_000
"""Longer answers are cut here; 20,000 words are about 130,000 characters."""

_ANSI = re.compile(r"\x1b(?:\[[0-9;?]*[ -/]*[@-~]|.)")
_TAGS = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
_IMAGES = re.compile(r"!\[[^\]\n]{0,300}\]\([^)\n]{0,500}\)")
_LINKS = re.compile(r"\[([^\]\n]{1,300})\]\([^)\n]{0,500}\)")
_LATEX_TEXT = re.compile(
    r"\\(?:text|mathrm|mathbf|textbf|emph|textit|operatorname)\s{0,3}\{([^{}]{0,300})\}"
)
_LATEX_COMMAND = re.compile(r"\\(?:left|right|quad|qquad|,|;|!|displaystyle)(?![a-zA-Z])")
_BY = re.compile(
    r"\b(\d+|n|k|h|w)\s{0,3}(?:x|×|\*|by)\s{0,3}(\d+|n|k|h|w)\b(?!\s{0,3}=)", re.IGNORECASE
)
_ARROWS = re.compile(r" ?(?:[-=]{1,2}>|<[-=]{1,2}| / ) ?")
_SHORT = (
    (re.compile(r"\bw/(?:o|out)\b", re.IGNORECASE), "without"),
    (re.compile(r"\bw/(?=\s)", re.IGNORECASE), "with"),
    (re.compile(r"\bno\.(?=\s{0,3}of\b)", re.IGNORECASE), "number"),
)
_SIDE = r"(\d{1,4}|h|w|height|width)"
_SHAPE = re.compile(
    rf"(?<!\w)\((?:none|batch\w*|n)?\s?,?\s?{_SIDE}\s?,\s?{_SIDE}(?:\s?,\s?(\w{{1,9}}))?(?:\s?,\s?\w{{1,9}})?\)",
    re.IGNORECASE,
)
_EMPHASIS = re.compile(r"(?<![\w*])(\*{1,3}|_{1,3})(?=\S)|(?<=\S)(\*{1,3}|_{1,3})(?![\w*])")
_SAME = str.maketrans(
    {
        "’": "'", "‘": "'", "`": " ", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
        "$": " ", "×": "x", "−": "-", "–": " – ", "—": " – ", "→": " – ", "⇒": " – ",
        "↓": " down ", "↑": " up ", "≥": ">",
         "≤": "<", "•": "\n- ", "●": "\n- ", "▪": "\n- ", "·": " ", "\t": "    ",
        "\u00ad": "", "\u200b": "", "\u200c": "", "\u200d": "", "\ufeff": "",
    }
)  # fmt: skip


def clean(text: str) -> str:
    """Plain text of an answer; lines stay lines.

    >>> clean("A **CNN** uses 1 by 1 kernels &amp; pooling.")
    'A CNN uses 1x1 kernels & pooling.'
    """
    text = text[:MOST_CHARACTERS].replace("\r\n", "\n").replace("\r", "\n")
    text = unicodedata.normalize("NFKC", _ANSI.sub("", text)).translate(_SAME)
    text = "".join(c if c == "\n" or _is_shown(c) else "" for c in text)
    for short, word in _SHORT:
        text = short.sub(word, text)
    text = _ARROWS.sub(" – ", _without_latex(_without_markup(text)))
    return _BY.sub(r"\1x\2", _SHAPE.sub(_as_size, text))


def _as_size(found: re.Match[str]) -> str:
    """A shape in brackets as it is said: "(7, 7)" is 7x7."""
    return " " + "x".join(part for part in found.groups() if part) + " "


def _without_markup(text: str) -> str:
    text = _LINKS.sub(r"\1", _IMAGES.sub("", text))
    text = _TAGS.sub(" ", text)
    for name, sign in (("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&nbsp;", " ")):
        text = text.replace(name, sign)
    return _EMPHASIS.sub("", text)


def _without_latex(text: str) -> str:
    if "\\" not in text:
        return text
    text = _LATEX_TEXT.sub(r"\1", text)
    text = text.replace("\\times", "x").replace("\\cdot", "x").replace("\\%", "%")
    text = text.replace("\\geq", ">").replace("\\ge", ">").replace("\\gt", ">")
    return _LATEX_COMMAND.sub(" ", text)


def _is_shown(character: str) -> bool:
    """Whether a character is neither a control code nor a mark that turns writing round."""
    return unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
