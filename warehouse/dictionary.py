"""Writes `DICTIONARY.md` from the contracts: `python -m warehouse.dictionary`, or `--check` to fail where it is stale."""

import sys
from pathlib import Path

from warehouse.catalogue import all_tables
from warehouse.contract import Column, Table

PATH = Path(__file__).parent / "DICTIONARY.md"
LAYERS = {
    "raw": "ledgers: what came in and what was refused",
    "core": "facts as delivered, append-only vintages",
    "feat": "features made from the facts, by month",
    "pred": "what the models say, by month",
    "out": "what reports read, by month",
}


def render_dictionary() -> str:
    """Return the whole dictionary as Markdown, the same text for the same contracts."""
    parts = [
        "# Dictionary",
        "",
        "Generated from `warehouse/tables` by `python -m warehouse.dictionary`; edit the contracts, never this file.",
    ]
    for layer, meaning in LAYERS.items():
        parts += ["", f"## {layer}: {meaning}"]
        for table in all_tables():
            # Grouped by layer because readers look for where in the flow a figure stands.
            if table.layer == layer:
                parts += _render_table(table)
    return "\n".join(parts) + "\n"


def _render_table(table: Table) -> list[str]:
    """Return the lines of one table."""
    lines = ["", f"### {table.name}", "", table.meaning, "", f"Key: {', '.join(f'`{name}`' for name in table.key)}."]
    if table.identity:
        lines.append(f"A row is about: {', '.join(f'`{name}`' for name in table.identity)}.")
    lines += ["", "| column | type | unit | 名称 | meaning | null means | values |", "|---|---|---|---|---|---|---|"]
    lines += [_render_column(column) for column in table.columns]
    if table.caveats:
        lines += ["", *(f"- {caveat.text}" for caveat in table.caveats)]
    return lines


def _render_column(column: Column) -> str:
    """Return the table line of one column."""
    unit = column.unit.key if column.unit else ""
    cells = (f"`{column.name}`", column.dtype, unit, column.label, column.meaning, column.null_means or "never null", _values(column))
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _values(column: Column) -> str:
    """Return the allowed values or the range in words."""
    if column.allowed:
        return ", ".join(f"`{value}`" for value in column.allowed)
    if column.range is None:
        return ""
    low, high = column.range
    if high is None:
        return f"≥ {low:g}"
    return f"≤ {high:g}" if low is None else f"{low:g} … {high:g}"


def is_stale(path: Path = PATH) -> bool:
    """Whether the file differs from what the contracts would give."""
    return not path.exists() or path.read_text(encoding="utf-8") != render_dictionary()


def main(arguments: list[str]) -> int:
    """Write the dictionary, or with `--check` only say on standard error that it is stale; returns the exit code."""
    if arguments == ["--check"]:
        if is_stale():
            # Standard error, since standard output belongs to the command line of the program.
            sys.stderr.write("warehouse/DICTIONARY.md is stale; run `python -m warehouse.dictionary` and commit the result\n")
            return 1
        return 0
    PATH.write_text(render_dictionary(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
