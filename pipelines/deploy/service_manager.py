"""What systemd is told by the program it started: that it is ready, and from time to time that it is not stuck (sd_notify).

In: one datagram to the socket that the environment names. Out: the units, which are looked after here and not by systemd.
"""

import os
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

SECONDS_BETWEEN: Final = 10.0


@dataclass(slots=True)
class ServiceManager:
    """The manager of services that started this process; without an address nobody did, and nothing is told."""

    address: str
    told: float = field(default=0.0)

    @classmethod
    def of_environment(cls, environment: Mapping[str, str] = os.environ) -> "ServiceManager":
        """Return the manager that the environment names."""
        return cls(environment.get("NOTIFY_SOCKET", ""))

    def ready(self) -> None:
        """Report that the service has begun."""
        self._send("READY=1")

    def beat(self) -> None:
        """Report that this process is not stuck, every few seconds at most."""
        if time.monotonic() - self.told >= SECONDS_BETWEEN:
            self.told = time.monotonic()
            self._send("WATCHDOG=1")

    def _send(self, text: str) -> None:
        if not self.address:
            return
        # An address in the abstract name space is written with an at sign and begins with a zero.
        address = f"\0{self.address[1:]}" if self.address.startswith("@") else self.address
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as messages:
            messages.connect(address)
            messages.sendall(text.encode("ascii"))
