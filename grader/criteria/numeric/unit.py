"""Units of memory in either base, and words such as “million” that scale a number."""

import re

import msgspec

_BYTE = r"(?:bytes?|octets?|bits?)"
_SCALE = (
    r"thousand|tausend|mille|millions?|millionen|millones|mio|mln|mn|billions?|milliarden|mrd|bn"
)
_SCALES = {
    "k": 1e3, "thousand": 1e3, "tausend": 1e3, "mille": 1e3, "m": 1e6, "million": 1e6,
    "millions": 1e6, "millionen": 1e6, "millones": 1e6, "mio": 1e6, "mln": 1e6, "mn": 1e6,
    "billion": 1e9, "billions": 1e9, "milliarden": 1e9, "mrd": 1e9, "bn": 1e9,
}  # fmt: skip
_POWERS = {"k": 1, "m": 2, "g": 3, "t": 4}
_BINARY = re.compile(r"[kmgt]i(?:[bo]|[ -]?bytes?|[ -]?bits?)|(?:kibi|mebi|gibi|tebi).*")

_UNIT = re.compile(
    rf" ?-? ?(?:(?P<scale>{_SCALE})\b\.? ?(?:of )?)?"
    rf"(?P<unit>(?:kilo|mega|giga|tera|kibi|mebi|gibi|tebi)[ -]?{_BYTE}"
    rf"|[kmgt]i?[ -]?{_BYTE}|[kmgt]i?[bo]|megs?|gigs?|{_BYTE}|(?-i:B)(?!\)))(?!\w)",
    re.IGNORECASE,
)
_SCALE_ALONE = re.compile(rf" ?(?P<scale>{_SCALE}|(?-i:[kKM])|(?<! )m)(?!\w)", re.IGNORECASE)


class Unit(msgspec.Struct, frozen=True):
    """What a number counts: `factors` are the bytes of one, each of which the writer may mean.

    `others` are bytes of one in a base that the unit does not have. A unit that only scales
    (“million”) has `is_bytes` false.
    """

    text: str
    factors: tuple[float, ...]
    others: tuple[float, ...] = ()
    is_bytes: bool = True


BYTES = Unit("bytes", (1.0,))
MEGABYTES = Unit("MB", (1e6, 2.0**20), (1024e3,))


def read_unit(text: str, at: int) -> tuple[Unit, int] | None:
    """The unit that a text has at a place behind a number, and where it ends.

    >>> read_unit("12 MiB", 2)[0].factors
    (1048576.0,)
    >>> read_unit("100 Mbit", 3)[0].factors
    (125000.0, 131072.0)
    """
    if found := _UNIT.match(text, at):
        scale = _SCALES.get((found["scale"] or "").lower(), 1.0)
        return _unit(found["unit"], scale, found[0].strip(" -")), found.end()
    if found := _SCALE_ALONE.match(text, at):
        scale = _SCALES[found["scale"].lower()]
        return Unit(found["scale"], (scale,), is_bytes=False), found.end()
    return None


def _unit(written: str, scale: float, text: str) -> Unit:
    name = written.lower()
    power = 0 if name.startswith(("b", "o")) else _POWERS[name[0]]
    decimal, binary = 1000.0**power * scale, 1024.0**power * scale
    mixed = tuple(1000.0**k * 1024.0 ** (power - k) * scale for k in range(1, power))
    if "bit" in name:
        bits = [binary] if _BINARY.fullmatch(name) else [decimal, binary]
        return Unit(text, tuple(size / 8 for size in dict.fromkeys(bits)))
    if _BINARY.fullmatch(name):
        return Unit(text, (binary,), (*mixed, decimal))
    sizes: tuple[float, ...] = tuple(dict.fromkeys((decimal, binary)))
    if power and written[0].isupper() and written[-1] == "b":
        # “Mb” is a megabit by the book, and a megabyte by most hands.
        sizes += tuple(size / 8 for size in sizes)
    return Unit(text, sizes, mixed)
