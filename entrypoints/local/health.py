"""`GET /healthz` and `/readyz` of the embedded run. They never wait behind other requests."""

import asyncio
import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from domain.errors import PassingError
from entrypoints.http.health import HEALTHY, READY, Probe, check
from entrypoints.http.problem import compact_json, problem_answer, request_id_of, unavailable

_log = logging.getLogger(__name__)

_PROBE_SECONDS = 5.0


class Health:
    """Answers whether the process is alive and whether the parts that it depends on are.

    The probes run in a thread of their own. Requests that arrive while they run share their result. A request that has
    waited for 5 s is answered that the server is not ready.
    """

    def __init__(self, probes: Sequence[Probe]) -> None:
        self._probes = probes
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="readiness")
        self._probing: asyncio.Future[None] | None = None

    def healthy(self, claimed_request_id: str) -> dict[str, Any]:
        """Answer 200, always."""
        return _answer(HEALTHY, claimed_request_id)

    async def ready(self, claimed_request_id: str) -> dict[str, Any]:
        """Answer 200, or 503 with Retry-After."""
        if self._probing is None or self._probing.done():
            self._probing = asyncio.get_running_loop().run_in_executor(self._thread, check, self._probes)
            # Fetch the exception here too: it may be raised after every request has given up.
            self._probing.add_done_callback(lambda probing: probing.exception())
        try:
            await asyncio.wait_for(asyncio.shield(self._probing), _PROBE_SECONDS)
        except (PassingError, TimeoutError) as error:
            reason = error.reason if isinstance(error, PassingError) else "probes_take_too_long"
            _log.warning("unavailable", extra={"reason": reason})
            return problem_answer(unavailable(), request_id_of(claimed_request_id))
        return _answer(READY, claimed_request_id)


def _answer(body: dict[str, str], claimed_request_id: str) -> dict[str, Any]:
    return {
        "statusCode": 200,
        "headers": {"Content-Type": "application/json", "X-Request-Id": request_id_of(claimed_request_id)},
        "body": compact_json(body),
    }
