"""The promises of the design that a program can check: places, names, one copy of each word and rule, locks, imports."""
