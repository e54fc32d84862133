"""The district as a whole: totals and growth, coverage of the sources, who grows, where enterprises move.

In: sums and counts over enterprises. Out: who is listed (models.warnings) and how it is printed (reports).
"""
