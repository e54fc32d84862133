"""`earlywarn desk`: the page for cases, and the links with which people set their passphrase."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable, Iterator

from pipelines.clock import now
from pipelines.commands.listening import require_proxy
from pipelines.data_dir import DataDir
from pipelines.desk.calls import Desk
from pipelines.desk.passphrases import INVITATION_HOURS, make_invitation
from pipelines.desk.policy_results import PolicyResults
from pipelines.desk.readers import Readers
from pipelines.desk.sessions import load_key
from pipelines.desk.translated_portraits import TranslatedPortraits
from pipelines.errors import UsageError
from pipelines.settings import load_settings
from warehouse.ops.desk_accounts import account_of
from warehouse.ops.ops_db import open_ops

# Whoever sends a request has so long to be answered when the page ends.
SECONDS_TO_END = 10


def desk(home: DataDir, host: str, port: int, say: Callable[[str], None], *, is_proxied: bool = False) -> None:
    """Serve the page until the process is told to end; `say` is told the address once it answers.

    Raises UsageError for an address that others can reach without a proxy in front, or that is taken.
    """
    import uvicorn

    from pipelines.desk.application import build_application

    require_proxy(host, is_proxied=is_proxied)
    application = build_application(open_desk(home, is_proxied=is_proxied))
    listening = _listen(host, port)
    config = uvicorn.Config(
        application, log_level="warning", access_log=False, server_header=False, proxy_headers=False, lifespan="off",
        timeout_graceful_shutdown=SECONDS_TO_END,
    )  # fmt: skip
    # The server hands on the signal that ended it; being told to end is how this page ends, and no failure.
    for ending in (signal.SIGTERM, signal.SIGINT):
        signal.signal(ending, _end_quietly)
    say(f"page for cases: http://{host}:{listening.getsockname()[1]} (Ctrl-C ends it)")
    # The last connection that closes puts the write-ahead log away; with one held open that is not after every request.
    with open_ops(home.ops):
        uvicorn.Server(config).run(sockets=[listening])


def open_desk(home: DataDir, *, is_proxied: bool = False) -> Desk:
    """Return what the page serves; raises SettingsError where settings, subscribers or the key are wrong."""
    readers = Readers(home.subscribers)
    readers.all()
    with open_ops(home.ops):
        pass
    settings = load_settings(home.config)
    return Desk(home, settings, load_key(home.desk_key), readers, PolicyResults(home), TranslatedPortraits(home, settings), is_proxied)


def invite(home: DataDir, email: str | None, address: str) -> Iterator[str]:
    """Yield a link for somebody, or for everybody who has no passphrase yet; raises UsageError where there is nobody."""
    readers = Readers(home.subscribers).all()
    wanted = list(dict.fromkeys(one.email for one in readers if email is None or one.email == email.strip().lower()))
    if not wanted:
        who = f"{email} is not among those who see cases" if email else "nobody there sees cases"
        raise UsageError(f"{who} in {home.subscribers}; add a line with a scope such as district or street:X")
    with open_ops(home.ops) as connection:
        missing = [one for one in wanted if email is not None or account_of(connection, one) is None]
        for one in missing:
            yield f"{one}  {address.rstrip('/')}/invite/{make_invitation(connection, one, now())}"
    yield f"{len(missing)} links, each good once and for {INVITATION_HOURS} hours; hand them to their owners alone"


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise UsageError(f"{host}:{port} cannot be listened on ({error.strerror}); end what uses it, or name another --port") from error


def _end_quietly(*_: object) -> None:
    """Do nothing: the server has ended by then."""
