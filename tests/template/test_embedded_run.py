from typing import Any

import pytest

from application.delay_redelivery import scatter_seconds
from domain.limits import WORKER_CPU_SHARE
from entrypoints.containers.local import MAX_RECEIVE_COUNT, VISIBILITY_TIMEOUT_SECONDS
from entrypoints.deployment.template import load_template
from entrypoints.local.batch_worker import BATCH_SIZE, BATCHING_WINDOW_SECONDS
from entrypoints.settings import WORKER_TIMEOUT_SECONDS, EmbeddedSettings
from tests.support.template import LOG_PROCESSING_QUEUE


def test_the_embedded_run_has_the_figures_of_the_deployed_one() -> None:
    """Limits, batches and attempts are the same in the embedded run and on AWS."""
    template = load_template()
    queue: dict[str, Any] = template["Resources"][LOG_PROCESSING_QUEUE]["Properties"]
    worker: dict[str, Any] = template["Resources"]["LogWorker"]["Properties"]
    source: dict[str, Any] = worker["Events"]["QueuedLogs"]["Properties"]
    assert worker["Timeout"] == WORKER_TIMEOUT_SECONDS
    assert template["Parameters"]["SecondsPerCharacter"]["Default"] == EmbeddedSettings.seconds_per_character
    assert queue["VisibilityTimeout"] == VISIBILITY_TIMEOUT_SECONDS
    assert queue["RedrivePolicy"]["maxReceiveCount"] == MAX_RECEIVE_COUNT
    assert (source["BatchSize"], source["MaximumBatchingWindowInSeconds"]) == (BATCH_SIZE, BATCHING_WINDOW_SECONDS)


def test_the_reserve_suffices_with_the_least_memory() -> None:
    """The reserve for redaction is sufficient with the least memory that the template allows."""
    least = min(load_template()["Parameters"]["WorkerMemory"]["AllowedValues"])
    assert pytest.approx(least / 1_769) == WORKER_CPU_SHARE


def test_scattered_messages_become_visible_after_the_worker_ends() -> None:
    """A scattered message becomes visible after the longest run of a worker, and before the visibility timeout."""
    assert scatter_seconds(0) == WORKER_TIMEOUT_SECONDS
    assert scatter_seconds(1) == VISIBILITY_TIMEOUT_SECONDS
