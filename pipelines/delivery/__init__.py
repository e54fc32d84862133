"""What leaves the program: editions published as folders, mails handed over once, and the books kept about both (ops.db)."""
