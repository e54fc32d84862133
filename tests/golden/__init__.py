"""What people read, word by word, as the program wrote it from a small seeded district; a change of any sentence shows as a difference."""
