"""Where calls are run: in this process, or in others that are ended when one takes too long."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from types import TracebackType
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from pebble import ProcessPool

P = ParamSpec("P")
T = TypeVar("T")


class Here(Executor):
    """Runs each call in this process, when it is submitted; nothing can stop it."""

    def submit(self, call: Callable[P, T], /, *given: P.args, **named: P.kwargs) -> Future[T]:
        """The finished future of a call."""
        future: Future[T] = Future()
        try:
            future.set_result(call(*given, **named))
        except Exception as error:
            future.set_exception(error)
        return future


class Stoppable(Executor):
    """Runs calls in processes of their own, and ends a process whose call takes too long.

    The future of such a call raises `TimeoutError`; that of a call whose process ended by itself
    raises `pebble.ProcessExpired`. The others go on, in a new process. No process is started before
    the first call.
    """

    def __init__(self, jobs: int, seconds: float, imports: Sequence[str] = ()) -> None:
        """So many processes, and seconds for each call; the modules `imports` are loaded once."""
        self._jobs = jobs
        self._seconds = seconds
        self._imports = list(imports)
        self._pool: ProcessPool | None = None

    def submit(self, call: Callable[P, T], /, *given: P.args, **named: P.kwargs) -> Future[T]:
        """The future of a call; its time runs from when a process takes it up."""
        self._pool = self._pool or self._started()
        future: Future[T] = self._pool.schedule(
            call, args=given, kwargs=named, timeout=self._seconds
        )
        return future

    def _started(self) -> ProcessPool:
        import multiprocessing

        from pebble import ProcessPool

        # Not a fork of this process, which has threads; but one of a process that has it all
        # loaded, where the system can.
        can_fork = "forkserver" in multiprocessing.get_all_start_methods()
        context = multiprocessing.get_context("forkserver" if can_fork else "spawn")
        if can_fork:
            context.set_forkserver_preload(self._imports)
        return ProcessPool(max_workers=self._jobs, context=context)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the processes, once their calls are done or, with `cancel_futures`, at once."""
        if self._pool:
            if cancel_futures:
                self._pool.stop()  # type: ignore[no-untyped-call]
            else:
                self._pool.close()  # type: ignore[no-untyped-call]
            if wait:
                self._pool.join()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.shutdown(cancel_futures=kind is not None)
