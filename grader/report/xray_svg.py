"""A network as a picture: one block a map, its sides drawn to scale; plain SVG, nothing fetched."""

import math
from collections.abc import Iterator
from html import escape

import msgspec

from grader.criteria.architecture import Architecture, Row
from grader.criteria.layers.shapes import KEEPING
from grader.pipeline.inspect import Inspected
from grader.report.xray import heading
from grader.report.xray_figures import exact, name_words, sees, shape_words

_TALLEST = 150.0
_SLANT, _RISE = 0.45, 0.3
"""How far the depth of a block goes right and up, shares of its width."""

_GAP, _MARGIN, _LABELS = 14.0, 24.0, 130.0

FAMILIES = (
    ("input", "#8a8f98", ("InputLayer",)),
    ("convolution", "#3b6fb6", ("Conv",)),
    ("pooling", "#4f9d69", ("Pooling",)),
    ("dense", "#d08c2e", ("Dense",)),
    ("join", "#8c5fa8", ("Add", "Average", "Concatenate", "Maximum", "Minimum", "Multiply",
                         "Subtract")),
    ("other", "#c9ccd1", ("",)),
)  # fmt: skip
"""Name, colour, and pieces of the class names of each family; the first that fits counts."""


class Block(msgspec.Struct, frozen=True):
    """One map on the drawing, lengths in pixels: left edge, thickness, height, width."""

    row: Row
    left: float
    thick: float
    height: float
    width: float

    @property
    def right(self) -> float:
        """Where the next block may begin."""
        return self.left + self.thick + self.width * _SLANT


def xray_svg(seen: Inspected) -> str:
    """The whole drawing, a document of its own."""
    blocks = place(seen.architecture)
    rise = max(block.width for block in blocks) * _RISE
    arcs = tuple(_arcs(seen.architecture, blocks))
    middle = _MARGIN + 24 + rise + _TALLEST / 2 + (60 if arcs else 0)
    width = max(520.0, blocks[-1].right + 60 + _MARGIN)
    height = middle + _TALLEST / 2 + _LABELS
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="xray-t xray-d" '
        f'viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" height="{height:.0f}" '
        'font-family="system-ui, sans-serif" font-size="11">',
        f'<title id="xray-t">{words(heading(seen))}</title>',
        f'<desc id="xray-d">{words(description(seen.architecture))}</desc>',
        f'<rect width="{width:.0f}" height="{height:.0f}" fill="#fff"/>',
        *_legend(seen.architecture),
        *(_arc(blocks[a], blocks[b], middle) for a, b in arcs),
        *(part for block in blocks for part in _block(seen, block, middle)),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def words(text: str) -> str:
    r"""Text that is safe in XML, whatever a layer is called.

    >>> words('<a href="x">&\x00\uffff')
    '&lt;a href=&quot;x&quot;&gt;&amp;'
    """
    kept = "".join(one for one in name_words(text) if one not in "\ufffe\uffff")
    return escape(kept)


def description(found: Architecture) -> str:
    """What is drawn, for those who cannot see it: the maps in their order."""
    drawn = [row for row in found.rows if is_drawn(row)]
    maps = ", ".join(f"{name_words(row.kind)} {shape_words(row.shape)}" for row in drawn[:60])
    rest = f", and {len(drawn) - 60} more" if len(drawn) > 60 else ""
    return (
        "Blocks from left to right are the maps of the network. Height and depth are drawn to "
        "scale, thickness grows with the logarithm of the number of maps. Layers that keep the "
        f"shape and have no kernel are left out. {maps}{rest}."
    )


def is_drawn(row: Row) -> bool:
    """Whether a layer has a block of its own."""
    keeps_shape = row.kind in KEEPING or row.kind.startswith("SpatialDropout")
    return not (row.inputs and keeps_shape)


def place(found: Architecture) -> tuple[Block, ...]:
    """Blocks side by side, their sides to scale."""
    drawn = [row for row in found.rows if is_drawn(row)]
    sizes = [_sides(row, channels_first=found.channels_first) for row in drawn]
    largest = max((side for size in sizes for side in size[:2]), default=1)
    scale, left, blocks = _TALLEST / max(1, largest), _MARGIN, []
    for row, (height, width, maps) in zip(drawn, sizes, strict=True):
        block = Block(
            row=row,
            left=left,
            thick=3 + 2 * math.log2(1 + maps),
            height=max(2.0, height * scale),
            width=max(2.0, width * scale),
        )
        blocks.append(block)
        left = block.right + _GAP
    return tuple(blocks)


def _sides(row: Row, *, channels_first: bool) -> tuple[int, int, int]:
    """Height, width and number of maps; open or unknown ones are drawn as 1."""
    shape = [side or 1 for side in row.shape or ()]
    if len(shape) < 2:
        return 1, 1, math.prod(shape)
    sides, maps = (shape[1:], shape[0]) if channels_first else (shape[:-1], shape[-1])
    return sides[0], sides[1] if len(sides) > 1 else 1, maps


def family(kind: str) -> tuple[str, str]:
    """Name and colour of a layer's family.

    >>> family("SeparableConv2D"), family("GlobalAveragePooling2D")
    (('convolution', '#3b6fb6'), ('pooling', '#4f9d69'))
    """
    pieces = ((name, colour, piece) for name, colour, found in FAMILIES for piece in found)
    exactly = {"join", "input", "dense"}
    return next(
        (name, colour)
        for name, colour, piece in pieces
        if (kind == piece if name in exactly else piece in kind)
    )


def _block(seen: Inspected, block: Block, middle: float) -> Iterator[str]:
    """Front, top and side of one map, its tooltip and its label."""
    row, (_, colour) = block.row, family(block.row.kind)
    left, top = block.left, middle - block.height / 2
    right, low = left + block.thick, middle + block.height / 2
    over, up = block.width * _SLANT, block.width * _RISE
    style = f'fill="{colour}" stroke="#fff" stroke-width="0.7"'
    if row.shape is None:
        style += ' fill-opacity="0.3" stroke-dasharray="3 2"'
    tip = (
        f"{seen.name(row)}: {row.kind}, {shape_words(row.shape)}, "
        f"{exact(None if row.trainable is None else row.parameters)} "
        f"parameters, sees {sees(row.fields)}"
    )
    yield f"<g><title>{words(tip)}</title>"
    yield f'<path d="M{left:.1f} {top:.1f}l{over:.1f} {-up:.1f}h{block.thick:.1f}' \
          f'l{-over:.1f} {up:.1f}z" {style} opacity="0.75"/>'  # fmt: skip
    yield f'<path d="M{right:.1f} {top:.1f}l{over:.1f} {-up:.1f}v{block.height:.1f}' \
          f'L{right:.1f} {low:.1f}z" {style} opacity="0.55"/>'  # fmt: skip
    yield f'<rect x="{left:.1f}" y="{top:.1f}" width="{block.thick:.1f}" ' \
          f'height="{block.height:.1f}" {style}/>'  # fmt: skip
    x, y = left + block.thick / 2, middle + _TALLEST / 2 + 14
    label = f"{words(row.kind)} {shape_words(row.shape)}"
    yield f'<text transform="translate({x:.1f} {y:.1f}) rotate(50)" fill="#222">{label}</text></g>'


def _arcs(found: Architecture, blocks: tuple[Block, ...]) -> Iterator[tuple[int, int]]:
    """Ways that leave out the block between: from which block to which."""
    shown = {id(block.row): place for place, block in enumerate(blocks)}
    nearest: list[int] = []
    for row in found.rows:
        sources = [nearest[source] for source in row.inputs]
        own = shown.get(id(row))
        nearest.append(sources[0] if own is None else own)
        if own is not None:
            yield from ((source, own) for source in sorted(set(sources)) if source < own - 1)


def _arc(begin: Block, end: Block, middle: float) -> str:
    x1, y1 = begin.left + begin.thick, middle - begin.height / 2 - begin.width * _RISE
    x2, y2 = end.left, middle - end.height / 2 - end.width * _RISE
    high = min(y1, y2) - min(60.0, 12 + (x2 - x1) / 12)
    return (
        f'<path d="M{x1:.1f} {y1:.1f}C{x1:.1f} {high:.1f} {x2:.1f} {high:.1f} {x2:.1f} {y2:.1f}" '
        'fill="none" stroke="#555" stroke-width="1"/>'
    )


def _legend(found: Architecture) -> Iterator[str]:
    kinds = {family(row.kind)[0] for row in found.rows if is_drawn(row)}
    left = _MARGIN
    for name, colour, _ in FAMILIES:
        if name in kinds:
            yield f'<rect x="{left:.0f}" y="12" width="12" height="12" fill="{colour}"/>'
            yield f'<text x="{left + 17:.0f}" y="22" fill="#222">{name}</text>'
            left += 95
