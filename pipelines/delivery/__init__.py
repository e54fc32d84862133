"""What leaves the program: editions published as folders, mails handed over once.

In: gathering, rendering, putting in place, sending. Out of bounds: what is kept about both (warehouse.ops), words and drawings (reports).
"""
