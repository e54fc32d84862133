"""One month's run: what it may see, sets aside, learns from, and compares with the month before.

In: which frames as known on which day go into which pure function. Out: the functions (models), tables (warehouse), when it runs (jobs).
"""
