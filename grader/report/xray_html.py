"""A network as one HTML page: picture, table, totals; self-contained."""

from collections.abc import Iterator

from grader.pipeline.inspect import Inspected
from grader.report.xray import COLUMNS, heading, totals
from grader.report.xray_svg import words, xray_svg

_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; color: #222; background: #fff; margin: 2rem; }
h1 { font-size: 1.3rem; }
figure { margin: 1rem 0; overflow-x: auto; }
table { border-collapse: collapse; }
th, td { padding: .15rem .8rem; text-align: right; white-space: nowrap; }
th[scope=row], .text { text-align: left; }
th[scope=row] { font-weight: normal; }
thead th, tbody tr + tr > * { border-bottom: 1px solid #ddd; }
"""


def xray_page(seen: Inspected) -> str:
    """The page; every word that comes from a model is escaped."""
    title = words(heading(seen))
    parts = [
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{title}</title><style>{_STYLE}</style></head><body>",
        f"<h1>{title}</h1>",
        f"<figure>{xray_svg(seen)}</figure>",
        *_table(seen),
        "<ul>",
        *(f"<li>{words(f'{name}: {size} ({made})')}</li>" for name, size, made in totals(seen)),
        *(f"<li>{words(note)}</li>" for note in seen.notes),
        "</ul></body></html>",
    ]
    return "\n".join(parts) + "\n"


def _table(seen: Inspected) -> Iterator[str]:
    yield f"<table><caption>Layers, for a batch of {seen.batch:,}</caption><thead><tr>"
    for column in COLUMNS:
        kind = ' class="text"' if column.is_text else ""
        yield f'<th scope="col"{kind}>{column.heading}</th>'
    yield "</tr></thead><tbody>"
    for row in seen.architecture.rows:
        first, *others = ((column, words(column.words(seen, row))) for column in COLUMNS)
        cells = [f'<th scope="row">{first[1]}</th>']
        for column, text in others:
            kind = ' class="text"' if column.is_text else ""
            cells.append(f"<td{kind}>{text}</td>")
        yield f"<tr>{''.join(cells)}</tr>"
    yield "</tbody></table>"
