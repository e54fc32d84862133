"""What enterprises want of the office and have not got yet.

In: when an appeal is open. Out: who handles it and what was written (warehouse.ops), how it is printed (reports).
"""
