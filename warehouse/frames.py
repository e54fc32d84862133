"""Fitting a frame to a contract before it is written: the same columns, the same types, no null where none may stand."""

import polars as pl

from warehouse.contract import Table


def conform(frame: pl.DataFrame, table: Table) -> pl.DataFrame:
    """Return the frame with the contract's columns in order and in type; nullable columns that are missing are filled with null.

    Raises ValueError naming the table and the columns where a column is unknown, one that is never null is missing or has a null, or a
    type cannot be turned into the contract's without loss.
    """
    # An unknown column is more often a typing error than a wish, so it is never dropped quietly.
    unknown = [name for name in frame.columns if name not in table.column_names]
    if unknown:
        raise ValueError(f"{table.name}: the frame has columns {unknown} the contract does not know; drop them or add them to the contract")
    missing = [column.name for column in table.columns if column.name not in frame.columns and not column.is_nullable]
    if missing:
        raise ValueError(f"{table.name}: the frame lacks {missing}, which the contract says are never null; compute them before writing")
    fitted = frame.select(_fitted_columns(frame, table))
    # The database would refuse these too, but without saying which table and what to do.
    broken = [column.name for column in table.columns if not column.is_nullable and fitted[column.name].null_count()]
    if broken:
        raise ValueError(f"{table.name}: null found in {broken}, which the contract says are never null; drop or fill those rows")
    return fitted


def _fitted_columns(frame: pl.DataFrame, table: Table) -> list[pl.Expr]:
    """Return one expression a column: cast where the frame has it, a typed null where it does not."""
    return [
        (pl.col(name).cast(dtype, strict=True) if name in frame.columns else pl.lit(None, dtype=dtype)).alias(name)
        for name, dtype in table.polars_schema().items()
    ]
