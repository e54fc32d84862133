"""The district's figures as departments send them: exports, bills, payment lines, with their faults and the truth about these.

In: the same long frame of figures that the tidy files hold, and the simulation for what departments know beside it.
Out: one file a department and month below the inbox. Draws of its own, so that the figures are those of the tidy files.
"""
