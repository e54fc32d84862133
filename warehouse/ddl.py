"""SQL made from contracts: the statements a fresh database would need, and the comments every database carries."""

from warehouse.contract import Column, Table


def quoted(text: str) -> str:
    """Return the text as an SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


def create_statement(table: Table) -> str:
    """Return the CREATE TABLE statement of a contract, one column a line; no keys and no indexes, by design."""
    lines = [f"    {column.name} {column.dtype}{'' if column.is_nullable else ' not null'}" for column in table.columns]
    return f"create table {table.name} (\n" + ",\n".join(lines) + "\n);\n"


def comment_statements(table: Table) -> list[str]:
    """Return the COMMENT statements that carry meaning, unit and null meaning into the database."""
    # Comments travel with every copy of the file, so an analyst without this repository still has the dictionary.
    statements = [f"comment on table {table.name} is {quoted(table_comment(table))}"]
    statements += [f"comment on column {table.name}.{column.name} is {quoted(column_comment(column))}" for column in table.columns]
    return statements


def table_comment(table: Table) -> str:
    """Return the meaning of a table followed by its caveats."""
    return " ".join([table.meaning, *(f"Caveat: {caveat.text}" for caveat in table.caveats)])


def column_comment(column: Column) -> str:
    """Return label, meaning, unit and null meaning of a column in one line."""
    parts = [f"{column.label}: {column.meaning}"]
    if column.unit is not None:
        parts.append(f"Unit: {column.unit.key}.")
    if column.null_means is not None:
        parts.append(f"Null: {column.null_means}.")
    return " ".join(parts)
