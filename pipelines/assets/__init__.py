"""The steps of a month as Dagster assets, one file per stage in flow order; each reads frames, calls one pure function, writes."""
