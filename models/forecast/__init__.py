"""What would have been normal: expected values with bands for every series.

In: the log-like scale, pooled calendar effects, smoothers over all series at once, conformal bands, the forecaster of any
tidy series, the tournament between forecasters, the fitted models that explain one series. Out: what a deviation means (models.evidence).
"""
