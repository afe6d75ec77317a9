"""The reading child's own side: takes a question and a file from its pipe, answers block by block."""

from __future__ import annotations

import signal
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.reduction import ForkingPickler
from types import MappingProxyType
from typing import Any

from cockpit.catalog.schema import Catalog
from cockpit.intake import looking, mending, reading
from cockpit.intake.identify import identify
from cockpit.model import Problem

PIECE_BYTES = 1024 * 1024
READY, OUT_OF_MEMORY = "ready", "out of memory"
_OF_A_SOURCE: Mapping[str, Callable[..., Any]] = {
    "pick": mending.pick, "corrected": mending.corrected, "look": looking.look,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked of which source; `size` bytes of a file follow. The catalogue only where the child does not know it yet."""

    what: str
    told: Mapping[str, Any]
    source: str
    catalog: Catalog | None
    size: int = 0


def _proxy(held: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(held)


def _reduce_proxy(proxy: MappingProxyType[Any, Any]) -> tuple[Any, tuple[dict[Any, Any]]]:
    return _proxy, (dict(proxy),)


# A catalogue's mappings may be read-only views, which do not pickle by themselves.
ForkingPickler.register(MappingProxyType, _reduce_proxy)


def serve(asks: Connection, answers: Connection, memory_mb: int) -> None:
    """The child: answers one file after the other until the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _limit_memory(memory_mb)
    answers.send(READY)
    catalog: Catalog | None = None
    while True:
        try:
            ask: Ask = asks.recv()
            data = _bytes(asks, ask.size)
        except (EOFError, OSError):
            return
        catalog = ask.catalog or catalog
        assert catalog is not None
        told = {**ask.told, "data": data} if ask.size else ask.told
        for answer in _answers(ask.what, told, ask.source, catalog) if data is not None else (OUT_OF_MEMORY,):
            answers.send(answer)


def _bytes(asks: Connection, size: int) -> bytes | None:
    """The pieces of a file put together; None where there is no room for them, which does not leave any behind in the pipe."""
    pieces: list[bytes] = []
    got, room = 0, True
    while got < size:
        try:
            piece = asks.recv_bytes()
        except MemoryError:
            return None
        got += len(piece)
        try:
            pieces += [piece] if room else []
        except MemoryError:
            pieces, room = [], False
    try:
        return b"".join(pieces) if room else None
    except MemoryError:
        return None


def _answers(what: str, told: Mapping[str, Any], source: str, catalog: Catalog) -> Generator[Any, None, None]:
    """The blocks of a file and what there is to say at its end; of anything else one answer."""
    try:
        if what == "blocks":
            yield (yield from reading.blocks(source=catalog.sources[source], catalog=catalog, **told))
        else:
            yield _answer(what, told, source, catalog)
    except MemoryError:
        yield OUT_OF_MEMORY
    except Exception as error:  # a bug: handed over to the worker, where it is loud
        yield RuntimeError(f"{type(error).__name__} while reading {source}")


def _answer(what: str, told: Mapping[str, Any], source: str, catalog: Catalog) -> Any:
    if what == "marker":
        return mending.marker(told["data"])
    if what in _OF_A_SOURCE:
        return _OF_A_SOURCE[what](source=catalog.sources[source], catalog=catalog, **told)
    found = identify(catalog=catalog, **told)
    return found if isinstance(found, Problem) else found.id


def _limit_memory(megabytes: int) -> None:
    """This much address space beyond what the imports took, where the system can say so."""
    try:
        import resource
    except ImportError:
        return
    try:
        with open("/proc/self/statm", encoding="ascii") as stats:
            taken = int(stats.read().split()[0]) * resource.getpagesize()
    except OSError:
        taken = 1 << 30
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = taken + megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))
