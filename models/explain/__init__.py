"""Explains single series of listed enterprises: fan chart, decomposition, dated level shift.

In: Prophet and statsmodels' structural model on one enterprise's indicator, at a few tenths of a second each. Out: expected
values of all series (models.expected) and drawing (reports).
"""
