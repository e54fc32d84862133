"""One function over many blocks: in this machine's processes, or on a Dask cluster where EARLYWARN_SCHEDULER names one.

In: handing blocks out, trying those of a lost worker again, results in the order of the blocks. Out: what a block is (pipelines.districts).
A function depends on nothing but its arguments and the folder they name, and doing it twice does no harm, so that any number of processes
gives the same result in any order.
"""

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from importlib import import_module
from typing import Any, Final, TypeVar

from pipelines.collecting import collect_seldom
from pipelines.config.environment import PROCESSES, SCHEDULER, process_count, scheduler_address
from pipelines.data_dir import keep_private
from pipelines.errors import UsageError, UserError
from pipelines.instance.terminal_process import begin_command
from pipelines.work_process import end_with_parent

Block = TypeVar("Block")
Result = TypeVar("Result")
# A block whose worker was lost so often takes every worker down with it.
TRIES_MOST: Final = 3
# A scheduler that is just starting may take a connection and answer nothing on it; the next connection is answered.
CONNECTIONS_MOST: Final = 3
SECONDS_TO_CONNECT: Final = 15


def map_blocks(function: Callable[[Block], Result], blocks: Sequence[Block]) -> Iterator[tuple[int, Result]]:
    """Yield the place of each block and its result, as they are done.

    `function` and blocks can be pickled. Raises what the function raises, and WorkerLostError where a block loses one worker after the
    other.
    """
    address = scheduler_address()
    if address:
        yield from _on_cluster(function, blocks, address)
    elif process_count() < 2 or len(blocks) < 2:
        for place, block in enumerate(blocks):
            yield place, function(block)
    else:
        yield from _in_processes(function, blocks, process_count())


class WorkerLostError(UserError):
    """A block lost one worker after the other."""

    exit_code = 20


def _in_processes(function: Callable[[Block], Result], blocks: Sequence[Block], count: int) -> Iterator[tuple[int, Result]]:
    """Do blocks in processes of this machine; those of a process that was lost are done again in new ones."""
    waiting, tries = list(range(len(blocks))), 0
    while waiting:
        done: set[int] = set()
        try:
            for place, result in _round(function, blocks, waiting, count):
                done.add(place)
                yield place, result
        except BrokenProcessPool:
            # The system took a process, for want of memory perhaps.
            tries = tries + 1 if not done else 1
            if tries >= TRIES_MOST:
                raise WorkerLostError(f"{len(waiting)} blocks were begun {TRIES_MOST} times and lost their process each time") from None
        waiting = [place for place in waiting if place not in done]


def _round(function: Callable[[Block], Result], blocks: Sequence[Block], places: Sequence[int], count: int) -> Iterator[tuple[int, Result]]:
    """Yield what one pool of processes gets done."""
    with ProcessPoolExecutor(count, multiprocessing.get_context("spawn"), _begin_worker) as pool:
        begun: dict[Future[Result], int] = {pool.submit(function, blocks[place]): place for place in places}
        open_ones = set(begun)
        try:
            while open_ones:
                finished, open_ones = wait(open_ones, return_when=FIRST_COMPLETED)
                for future in finished:
                    yield begun[future], future.result(0)
        except BaseException:
            # Whoever ends a run does not wait for the blocks at work: what they had not published they do again.
            for process in list((pool._processes or {}).values()):
                process.kill()
            raise
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _on_cluster(function: Callable[[Block], Result], blocks: Sequence[Block], address: str) -> Iterator[tuple[int, Result]]:
    """Do blocks on the workers of a Dask cluster, which see the same folders under the same paths."""
    library = _library()
    with _client(library, address) as client:
        # Workers that join later are made ours as well.
        client.register_plugin(_worker_plugin(library))
        _require_single_threads(client)
        # The scheduler does those of a lost worker again by itself; what a block raises is final.
        futures = client.map(function, blocks, pure=False, retries=0)
        places = {future.key: place for place, future in enumerate(futures)}
        try:
            for future, result in library.as_completed(futures, loop=client.loop, with_results=True):
                yield places[future.key], result
        except library.KilledWorker as error:
            raise WorkerLostError(f"a block lost one worker of the cluster after the other ({error})") from error


def _library() -> Any:
    """Return dask.distributed; raises UsageError where it is not installed."""
    try:
        return import_module("distributed")
    except ImportError as error:
        raise UsageError(
            f"{SCHEDULER} names a Dask scheduler and dask.distributed is not installed; "
            "install pipelines/deploy/requirements-cluster.lock, or unset the variable"
        ) from error


def _client(library: Any, address: str) -> Any:
    """Return a client of a scheduler; raises UsageError where none answers on several connections."""
    silence: Exception | None = None
    for _ in range(CONNECTIONS_MOST):
        try:
            return library.Client(address, timeout=f"{SECONDS_TO_CONNECT}s", set_as_default=False)
        except (OSError, TimeoutError) as error:
            silence = error
    raise UsageError(f"no Dask scheduler answers at {address} ({silence}); start one, or unset {SCHEDULER}") from silence


def _worker_plugin(library: Any) -> Any:
    """Return what makes the process of a Dask worker one of ours before it gets its first block."""

    class Prepared(library.WorkerPlugin):  # type: ignore[misc]
        name = "earlywarn"

        def setup(self, worker: Any) -> None:
            prepare_process()

    return Prepared()


def _require_single_threads(client: Any) -> None:
    """Raise UsageError where a worker would do several blocks in one process, which share what a process has once."""
    wide = sorted(address for address, threads in client.nthreads().items() if threads > 1)
    if wide:
        raise UsageError(f"the Dask workers {', '.join(wide)} have several threads each; start them with --nthreads 1, one for each core")


def prepare_process() -> None:
    """Make this process do one block at a time, by itself, for months of any year."""
    # The other processes have the other cores.
    os.environ[PROCESSES] = "1"
    keep_private()
    begin_command()
    collect_seldom()


def _begin_worker() -> None:
    """Make a process of the local pool a worker that ends with whoever started it."""
    prepare_process()
    end_with_parent()
