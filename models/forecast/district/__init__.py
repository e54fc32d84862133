"""Expected values of a whole district: every enterprise, indicator and month at once, with pooled calendar and bands.

In: season, smoothers, pooled bands, lumpy series. Out: series that share nothing (forecast.single).
"""
