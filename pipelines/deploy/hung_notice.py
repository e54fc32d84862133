"""The process that writes to the operators when a unit was started again: `python -m pipelines.deploy.hung_notice HOME UNIT`."""

import sys
from pathlib import Path

from pipelines.config.environment import smtp_settings
from pipelines.data_dir import DataDir
from pipelines.delivery.notices import send_hung
from pipelines.settings import load_settings


def tell_operators(home: DataDir, unit: str) -> str:
    """Mail the operators, or leave it in the outbox for the daily retry; returns what became of it, in words."""
    settings, relay = load_settings(home.config), smtp_settings()
    if relay is None or not settings.mail.operators:
        return f"nobody is told that {unit} hung: no relay (EARLYWARN_SMTP_HOST) or no operators (mail.toml)"
    report = send_hung(home, settings, relay, unit)
    return f"operators: {report.count('sent')} told that {unit} hung, {report.count('pending')} wait for the daily retry"


if __name__ == "__main__":
    sys.stderr.write(f"{tell_operators(DataDir(Path(sys.argv[1])), sys.argv[2])}\n")
