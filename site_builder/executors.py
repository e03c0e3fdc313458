"""Where the work on many speeches is done: here, in processes of this machine, or anywhere else."""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from importlib import import_module
from itertools import chain, islice
from typing import Generic, NamedTuple, TypeVar

from site_builder.errors import SiteError
from site_builder.inputs import Workers
from site_builder.timings import Timings, peak_memory
from site_builder.workers import Here

_Job = TypeVar("_Job")
_Result = TypeVar("_Result")


_FEW = 6
"""Fewer jobs than these are not shared: a second of work, about what it takes to start a process
that is no fork."""


class Crew:
    """Workers, called together when there is something to share; to be used in a `with`.

    What they take is told to the timings of the build.
    """

    def __init__(self, workers: Workers, timings: Timings) -> None:
        self._workers = workers
        self._timings = timings
        self._executor: Executor | None = None

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, *_: object) -> None:
        if self._executor:
            self._executor.shutdown(cancel_futures=True)

    def in_turn(
        self, function: Callable[[_Job], _Result], jobs: Iterable[_Job]
    ) -> Iterator[_Result]:
        """The results of jobs in their order; few are asked for ahead: so memory stays flat.

        A few jobs are done here: they are finished before other processes have begun.
        """
        jobs = iter(jobs)
        few = 2 if self._workers.jobs or self._workers.factory else _FEW
        first = list(islice(jobs, few))
        if len(first) < few:
            yield from map(function, first)
            return
        if self._executor is None:
            self._executor = executor_of(self._workers)
        executor = self._executor
        ahead = 1 if isinstance(executor, Here) else 4 * cores()
        futures: deque[Future[_Done[_Result]]] = deque()
        for job in chain(first, jobs):
            futures.append(executor.submit(_done, function, job))
            if len(futures) >= ahead:
                yield self._noted(futures.popleft().result())
        while futures:
            yield self._noted(futures.popleft().result())

    def _noted(self, done: _Done[_Result]) -> _Result:
        self._timings.add_worker(done.process, done.cpu, done.memory)
        return done.result


class _Done(NamedTuple, Generic[_Result]):
    """A result, and what it took: the process, seconds of its processor, its peak memory in kB."""

    result: _Result
    process: int
    cpu: float
    memory: int


def _done(function: Callable[[_Job], _Result], job: _Job) -> _Done[_Result]:
    start = time.process_time()
    result = function(job)
    return _Done(result, os.getpid(), time.process_time() - start, peak_memory())


def chunks(items: Iterable[_Job], size: int) -> Iterator[list[_Job]]:
    """The items in lists of one size; the last may be shorter.

    >>> list(chunks("abcde", 2))
    [['a', 'b'], ['c', 'd'], ['e']]
    """
    chunk: list[_Job] = []
    for item in items:
        chunk.append(item)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def executor_of(workers: Workers) -> Executor:
    """An executor as it is wanted, to be shut down by the caller.

    Raises `SiteError` if there is no such factory.
    """
    if workers.factory:
        return _made_by(workers.factory)
    count = workers.jobs or cores()
    return _processes(count) if count > 1 else Here()


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _processes(count: int) -> Executor:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_all_start_methods, get_context

    # A fork has all modules loaded already; beside other threads it may inherit a lock that nobody
    # will let go of.
    fork = "fork" in get_all_start_methods() and threading.active_count() == 1
    return ProcessPoolExecutor(count, mp_context=get_context("fork" if fork else "spawn"))


def _made_by(factory: str) -> Executor:
    module, _, name = factory.partition(":")
    try:
        executor = getattr(import_module(module), name)()
    except (ImportError, AttributeError, ValueError) as error:
        raise SiteError(f'--executor "{factory}" cannot be had: {error}') from None
    if not isinstance(executor, Executor):
        raise SiteError(f'--executor "{factory}" makes no concurrent.futures.Executor')
    return executor
