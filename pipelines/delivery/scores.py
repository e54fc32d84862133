"""scores.parquet: what the month says about every enterprise of the register, for machines."""

import io

import polars as pl


def scores_parquet(register: pl.DataFrame, risk: pl.DataFrame, warnings: pl.DataFrame, month: str) -> bytes:
    """Return a row for every enterprise of the register: month, uscc, operating_risk, relocation_risk, level, listed.

    Risks are null where pred_risk has none (departed, out of scope), level is null below entry; the same frames give the same bytes.
    """
    scored = (
        register.select("uscc")
        .join(risk.select("uscc", "operating_risk", "relocation_risk"), on="uscc", how="left")
        .join(warnings.select("uscc", "level", "is_listed"), on="uscc", how="left")
        .select(
            pl.lit(month).alias("month"),
            "uscc",
            pl.col("operating_risk", "relocation_risk").cast(pl.Float64),
            pl.col("level").cast(pl.String),
            pl.col("is_listed").fill_null(False).alias("listed"),
        )
    )
    buffer = io.BytesIO()
    scored.sort("uscc").write_parquet(buffer, compression="zstd")
    return buffer.getvalue()
