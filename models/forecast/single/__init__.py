"""Forecasts of any tidy series, many at once, nothing shared between them.

In: smoother bank, Theta, autoregression, blend, conformal bands, outliers, input checks. Out: series of a district, which share a calendar.
"""
