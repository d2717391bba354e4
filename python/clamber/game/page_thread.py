"""A thread that does what one page asks for, in the order of asking."""

from __future__ import annotations

import json
import queue
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from clamber.game.fields import RequestError, parse_object
from clamber.game.outbox import Send

#: Messages of a page's that wait at most.
MOST_WAITING = 200
#: A session that is late by more than this does not try to catch up, s.
LATE = 0.25

Asked = TypeVar("Asked")


class PageThread(ABC, Generic[Asked]):
    """What a page's sessions share; ``receive`` and ``close`` may be called from any thread."""

    def __init__(self, name: str, read: Callable[[dict[str, Any]], Asked], send: Send) -> None:
        """Starts the thread, so all that it needs must be there already.

        Args:
            name: of the thread.
            read: makes a request of a page's message, or raises RequestError.
            send: takes messages for the page; must not wait.
        """
        self._read, self._send = read, send
        #: What is asked for; None: the end.
        self._inbox: queue.SimpleQueue[Asked | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def receive(self, text: str) -> None:
        """Takes in a message of the page's; one that cannot be used is answered with an error."""
        try:
            if self._inbox.qsize() >= MOST_WAITING:
                raise RequestError(f"{MOST_WAITING} messages wait already; this one is not heard")
            self._inbox.put(self._read(parse_object(text)))
        except RequestError as error:
            self._tell({"type": "error", "message": str(error)})

    def close(self) -> None:
        """Ends what runs and the thread; does not wait."""
        self._inbox.put(None)

    def join(self) -> None:
        """Waits until the thread has ended."""
        self._thread.join()

    @abstractmethod
    def _run(self) -> None:
        """Does what the inbox says until None comes."""

    def _tell(self, message: dict[str, Any]) -> None:
        self._send(json.dumps(message, separators=(",", ":")))
