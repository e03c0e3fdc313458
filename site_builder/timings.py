"""Where the time and the memory of a build went, stage by stage."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass
class Timings:
    """A clock for each stage; a stage that comes twice counts on."""

    stages: dict[str, list[float]] = field(default_factory=dict)
    """By name: seconds of wall time, and seconds of the processor, workers included."""
    memory: dict[int, int] = field(default_factory=dict)
    """Of each process, by its id: the most it held, in kilobytes."""
    _away: float = 0.0
    """Seconds of the processor that workers took."""

    @contextlib.contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count what is done inside of the block as a stage."""
        wall, cpu = time.perf_counter(), time.process_time() + self._away
        try:
            yield
        finally:
            spent = self.stages.setdefault(name, [0.0, 0.0])
            spent[0] += time.perf_counter() - wall
            spent[1] += time.process_time() + self._away - cpu
            self.memory[os.getpid()] = peak_memory()

    def add_worker(self, process: int, cpu: float, memory: int) -> None:
        """Count what a worker took; what is done in this process is counted already."""
        if process != os.getpid():
            self._away += cpu
            self.memory[process] = max(self.memory.get(process, 0), memory)

    def table(self) -> str:
        """The stages in their order, as lines to print."""
        lines = [f"{'stage':<12}{'wall s':>9}{'cpu s':>9}"]
        lines += [f"{name:<12}{wall:>9.3f}{cpu:>9.3f}" for name, (wall, cpu) in self.stages.items()]
        wall, cpu = (sum(spent[i] for spent in self.stages.values()) for i in (0, 1))
        lines.append(f"{'all':<12}{wall:>9.3f}{cpu:>9.3f}")
        peak = max(self.memory.values(), default=0) / 1024
        whole = sum(self.memory.values()) / 1024
        lines.append(
            f"memory: {peak:,.0f} MB in the largest process, {whole:,.0f} MB in {len(self.memory)}"
        )
        return "\n".join(lines)


def peak_memory() -> int:
    """The most memory that this process has held, in kilobytes; 0 where that cannot be known."""
    try:
        import resource
    except ImportError:  # not on Windows
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
