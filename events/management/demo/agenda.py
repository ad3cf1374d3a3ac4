"""Time in the demo: what happens when, in order, until now."""

import heapq
from collections.abc import Callable
from datetime import datetime
from itertools import count

Act = Callable[[datetime], object]


class Agenda:
    """Acts with their moments. An act may add others; what lies after `until` never happens."""

    def __init__(self, *, until: datetime) -> None:
        self.until = until
        self._entries: list[tuple[datetime, int, Act]] = []
        self._order = count()

    def add(self, moment: datetime, act: Act) -> None:
        heapq.heappush(self._entries, (moment, next(self._order), act))

    def run(self) -> None:
        """Let everything happen, each act with its own moment as the time it is."""
        while self._entries and self._entries[0][0] <= self.until:
            moment, _order, act = heapq.heappop(self._entries)
            act(moment)
