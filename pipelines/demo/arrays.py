"""Arrays of the fictional district, named by what is in them; their shapes are (K indicators, N enterprises, T months)."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Days = npt.NDArray[np.datetime64]
