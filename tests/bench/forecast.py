"""Forecasts measured: accuracy and bands beside other libraries, bands of the districts, speed and scale.

Run with the bench environment:

    .venv-bench/bin/python -m tests.bench.forecast [--full]

`--full` adds a million series to the scale table.
"""

import argparse
import sys

from tests.bench import forecast_accuracy, forecast_intermittent, forecast_origins, forecast_panels, forecast_speed


def main(arguments: list[str] | None = None) -> int:
    """Print every table; 0 when nothing stopped."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--full", action="store_true", help="also a million series")
    asked = parser.parse_args(arguments)
    sizes = forecast_speed.SIZES + ((1_000_000,) if asked.full else ())
    parts = (forecast_origins, forecast_accuracy, forecast_intermittent, forecast_panels)
    for report in (*(part.report for part in parts), lambda: forecast_speed.report(sizes)):
        sys.stdout.write("\n".join(report()) + "\n\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
