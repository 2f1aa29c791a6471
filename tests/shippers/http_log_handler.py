"""A handler for Python's `logging` that sends batches: the standard one posts forms, one request a record."""

import json
import logging
import queue
import threading
import time
import urllib.request
import uuid


class HttpLogHandler(logging.Handler):
    """Sends records in batches and retries until they are accepted. Each has an id, so none is stored twice."""

    def __init__(self, url: str, headers: dict[str, str], batch: int = 200) -> None:
        super().__init__()
        self._url, self._headers, self._batch = url, headers, batch
        self._records: queue.Queue[dict[str, object] | None] = queue.Queue(100_000)
        self._thread = threading.Thread(target=self._send_all, daemon=True)
        self._thread.start()

    def emit(self, record: logging.LogRecord) -> None:
        """Queue the record for sending."""
        self._records.put(
            {
                "log_id": uuid.uuid4().hex,
                "message": self.format(record),
                "level": record.levelname,
                "time": record.created,
            }
        )

    def close(self) -> None:
        """Wait until all records are sent."""
        self._records.put(None)
        self._thread.join()
        super().close()

    def _send_all(self) -> None:
        more = True
        while more:
            batch = [self._records.get()]
            while len(batch) < self._batch and not self._records.empty():
                batch.append(self._records.get())
            more = None not in batch
            if records := [record for record in batch if record]:
                body = "\n".join(map(json.dumps, records)).encode()
                while not self._is_done(urllib.request.Request(self._url, body, self._headers)):
                    time.sleep(1)

    @staticmethod
    def _is_done(request: urllib.request.Request) -> bool:
        try:
            with urllib.request.urlopen(request, timeout=30):
                return True
        except urllib.error.HTTPError as error:
            # Other 4xx are permanent: a retry would fail again.
            return 400 <= error.code < 500 and error.code != 429
        except OSError:
            return False
