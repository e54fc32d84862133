"""Forecasters that are fitted one series at a time, Prophet and the structural model: they explain the enterprises that are listed.

In: fan chart, decomposition, dated level shift, a few tenths of a second a series. Out: expectations of all series (district).
"""
