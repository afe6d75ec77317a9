"""Taking a draft in: the words a person confirmed are learned, the file comes in as it was said to be read, cells written anew after it."""

from __future__ import annotations

from datetime import datetime
from pathlib import PurePath

from cockpit.catalog import names
from cockpit.house import judging, learning, mends, pull, receive
from cockpit.house.drafts import Draft
from cockpit.house.state import State
from cockpit.model import Batch, Level


def take(state: State, draft: Draft, data: bytes, *, mtime_ns: int, moment: datetime) -> list[Batch]:
    """The batches it made, the file's own first. Doing it again (after a stop) finds what was done; raises AliasError."""
    for alias in judging.aliases(draft):
        learning.learn(state, alias, moment=moment)
    offer = receive.Offer(data, draft.name, moment, folder=draft.source, mtime_ns=mtime_ns, guide=judging.guide(draft))
    main = _offered(state, offer)
    _remember(state, draft, main.batch.source, moment)
    open_rows = {(p.sheet, p.row) for p in main.problems if p.row and p.level in (Level.REFUSE, Level.HOLD)}
    cells = judging.cells(draft, open_rows)
    made = mends.corrected(state, main.batch, cells) if cells else None
    if made is None:
        return [main.batch]
    name = f"{PurePath(draft.name).stem}.fix.xlsx"
    return [main.batch, _offered(state, receive.Offer(made, name, moment, folder=draft.source, mtime_ns=mtime_ns)).batch]


def _remember(state: State, draft: Draft, source_id: str, moment: datetime) -> None:
    """A header that means nothing yet is remembered for the next file; one that means something else is so in this file alone."""
    for header, column in draft.mapping.items():
        source = state.catalog.sources.get(source_id)
        if source is None or not column or column not in source.columns or names.resolve_column(source, header) is not None:
            continue
        alias = learning.Alias("column", header.strip(), column, (source.id,))
        try:
            learning.learn(state, alias, moment=moment)
        except learning.AliasError:
            # 记不住也不要紧：这份文件怎么读，批次里写着。
            continue


def _offered(state: State, offer: receive.Offer) -> receive.Received:
    found = receive.receive(state, offer)
    pull.explain(state, offer.name, offer.data, found)
    return found
