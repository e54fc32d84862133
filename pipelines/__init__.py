"""When the program runs and how it touches the world: Dagster, files, mail, clock, command line; what is computed lives in `models`."""

import os

# Before the library is loaded by whatever comes first. Its matrices are small here: on two busy cores its threads spend ten times as much
# waiting for one another as one needs alone, and the last digit of a sum would go by the number of cores.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
