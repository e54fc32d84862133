"""Which addresses a page may be served at: those of this machine, or any other where a proxy with TLS and login stands in front."""

import ipaddress

from pipelines.errors import UsageError


def is_loopback(host: str) -> bool:
    """Whether an address is reached from this machine alone."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def require_proxy(host: str, *, is_proxied: bool) -> None:
    """Raise UsageError for an address that others can reach where nobody says that a proxy stands in front."""
    if not is_proxied and not is_loopback(host):
        raise UsageError(
            f"{host} can be reached from other machines, and this page speaks no TLS; put a proxy with TLS and login in front and say "
            "--i-have-a-proxy, or listen on 127.0.0.1"
        )
