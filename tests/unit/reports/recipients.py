"""A recipient as subscribers.csv describes one."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Recipient:
    email: str
    name: str
    scope: str
