"""From a risk to something an official can act on: what is at stake, how urgent, who is on the list, what may help.

In: exposure, levels, the warning list, district totals, coverage of the sources, growth, relocation layout, impact.
Out: how large the risks are (models.risk) and how they are printed (reports).
"""
