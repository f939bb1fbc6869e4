"""Markdown, HTML, LaTeX and odd characters to plain text in which numbers can be found."""

import html
import re
import unicodedata

MOST_CHARACTERS = 120_000
BOLD = "\ue000"
"""Stands where something bold begins or ends."""

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_SPACES = dict.fromkeys(map(ord, "\t\u00a0\u2007\u2008\u2009\u200a\u202f\u205f\u3000"), " ")
_NOTHING = dict.fromkeys([*range(0x200B, 0x2010), 0x2060, 0xFEFF, 0xAD, ord(BOLD)])

_STEPS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), by)
    for pattern, by in (
        (r"!\[[^\[\]\n]{0,300}\]\([^()\n]{0,500}\)", " "),  # pictures
        (r"https?://[^\s)>\]]{1,500}", " "),
        (r"<sup>\s{0,3}([\d-]{1,6})\s{0,3}</sup>", r"^\1"),
        (r"(?i)<br\s?/?>|</(?:p|li|div|tr|h\d|ul|ol)>", "\n"),
        (r"(?i)</t[dh]>", " | "),
        (r"(?i)</?(?:b|strong)>", BOLD),
        (r"</?[A-Za-z][^<>\n]{0,200}>", " "),
        (r"\\(?:mathbf|textbf|boxed)\s{0,3}\{", BOLD + "{"),
        (r"\\(?:text|mathrm|mathit|textit|textrm|mbox|operatorname|mathsf|texttt)\s{0,3}\{", "{"),
        (r"\^\s{0,3}\{\s{0,3}([\d+-]{1,6})\s{0,3}\}", r"^\1"),
        (r"\\[dt]?frac\s{0,3}\{([^{}\n]{0,200})\}\s{0,3}\{([^{}\n]{0,200})\}", r"((\1)/(\2))"),
        (r"\{,\}", ","),
        (r"\\(?:times|cdot|ast)(?![A-Za-z])", "\u00d7"),
        (r"\\div(?![A-Za-z])", "/"),
        (r"\\(?:approx|simeq|sim|cong)(?![A-Za-z])", "≈"),
        (r"\\(?:Rightarrow|implies|to|rightarrow|Leftrightarrow|longrightarrow)(?![A-Za-z])", "→"),
        (r"\\l?ceil(?![A-Za-z])|\\rceil(?![A-Za-z])", " "),
        (r"\\\\", "\n"),
        (r"\\\[|\\\]|\$\$", "\n"),
        (r"\\[,;:! ()]|\\q?quad(?![A-Za-z])", " "),
        (r"\\([*_%$#&{}`~+.|-])", r"\1"),
        (r"\\[A-Za-z]{1,30}", " "),
        (r"(?<=\d)\*\*(?=\d)|(?<=[\d)]) ?\*\* ?(?=\d)(?!\d{3})|(?<=\))\*\*(?=[\d(])", "^"),
        (r"\*\*|__", BOLD),
        (r"[${}&`\\]", " "),
        (r"(?m)^ {0,3}(?:> ?)+", ""),  # quoted lines
        (r" {2,}", " "),
        (r"(?<=\d)\n(?=(?:[kKMGT]i?[Bb]|bytes)(?!\w))", " "),  # a unit on the next line
    )
)


def plain(text: str) -> str:
    r"""The text with one kind of space, ASCII digits, `^` before exponents and no markup.

    >>> plain(r"$12.6\,\text{MB} \approx 1.26 \cdot 10^{7}$ bytes").split()[-1]
    'bytes'
    """
    text = _characters(text[:MOST_CHARACTERS])
    text = html.unescape(text).translate(_SPACES)
    for pattern, by in _STEPS:
        text = pattern.sub(by, text)
    return text


def _characters(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_NOTHING)
    if text.isascii():
        return text
    text = re.sub(
        r"[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]{1,6}", lambda found: "^" + found[0].translate(_SUPERSCRIPTS), text
    )
    # Marks that combine go first: putting long rows of them in order takes quadratic time.
    bare = "".join(_digit(letter) for letter in text if not unicodedata.combining(letter))
    return unicodedata.normalize("NFKC", bare.translate(_SPACES))[:MOST_CHARACTERS]


def _digit(letter: str) -> str:
    """A decimal digit of any script as an ASCII digit; all else as it is."""
    if letter.isascii():
        return letter
    value = unicodedata.decimal(letter, None)
    return letter if value is None else str(value)
