"""Tables for readers outside: which totals may be printed so that nobody learns an enterprise's own figure from them.

In: totals over groups, the rules by which a total is sensitive, what has to be left out besides, and what an attacker can work out. Out:
gathering figures (pipelines.delivery), the page (reports.outside).
"""
