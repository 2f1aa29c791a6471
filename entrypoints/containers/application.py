"""The use cases, and the ports that another container must provide."""

import secrets
from collections.abc import Callable
from importlib import import_module
from typing import Any

from dependency_injector import containers, providers

from application.ports.clock import Clock
from application.ports.dead_letter_queue import DeadLetterQueue
from application.ports.fair_executor import FairExecutor
from application.ports.id_generator import IdGenerator
from application.ports.log_queue import LogQueue
from application.ports.master_secret import MasterSecret
from application.ports.metrics import Metrics
from application.ports.random_source import RandomSource
from application.ports.tenant_directory import TenantDirectory
from domain.limits import Limits

_PREVIEW_KEY_BYTES = 32


def loaded_late(path: str) -> Callable[..., Any]:
    """Return a factory that imports the class at `path` when it is first called.

    Use it for classes that not all functions need, because each import makes a cold start longer.
    """
    module, _, name = path.rpartition(".")

    def make(*arguments: object, **named: object) -> Any:
        return getattr(import_module(module), name)(*arguments, **named)

    return make


class ApplicationContainer(containers.DeclarativeContainer):
    """The use cases. Each is built at its first use and shared between threads.

    Dependencies without `instance_of` are not type-checked, because importing their ports would slow down cold starts.
    """

    clock = providers.Dependency(instance_of=Clock)
    ids = providers.Dependency(instance_of=IdGenerator)
    random = providers.Dependency(instance_of=RandomSource)
    workload: providers.Dependency[Any] = providers.Dependency()
    tenants = providers.Dependency(instance_of=TenantDirectory)
    access: providers.Dependency[Any] = providers.Dependency()
    usage: providers.Dependency[Any] = providers.Dependency()
    queue = providers.Dependency(instance_of=LogQueue)
    dead_letters = providers.Dependency(instance_of=DeadLetterQueue)
    repository: providers.Dependency[Any] = providers.Dependency()
    reader: providers.Dependency[Any] = providers.Dependency()
    master_secret = providers.Dependency(instance_of=MasterSecret)
    # The same secret, for use cases that store no logs: without the check of the store's identity.
    reading_secret = providers.Dependency(instance_of=MasterSecret)
    erasure_markers: providers.Dependency[Any] = providers.Dependency()
    erasure_receipts: providers.Dependency[Any] = providers.Dependency()
    eraser: providers.Dependency[Any] = providers.Dependency()
    # DeadLetters, or None if this process has no access to them.
    erased_dead_letters: providers.Dependency[Any] = providers.Dependency()
    limits = providers.Dependency(instance_of=Limits)
    metrics = providers.Dependency(instance_of=Metrics)
    # Runs the redaction and storing of logs while the work of others goes on.
    storing = providers.Dependency(instance_of=FairExecutor)
    # The number of logs that the repository can store in one call or transaction.
    most_stored_together = providers.Dependency(instance_of=int)

    authenticate_key = providers.ThreadSafeSingleton(
        loaded_late("application.authenticate_key.AuthenticateKey"), access=access
    )
    spend_quota = providers.ThreadSafeSingleton(
        loaded_late("application.spend_quota.SpendQuota"), access=access, counter=usage, clock=clock
    )
    ingest_logs = providers.ThreadSafeSingleton(
        loaded_late("application.ingest_logs.IngestLogs"),
        queue=queue,
        clock=clock,
        ids=ids,
        limits=limits,
        metrics=metrics,
    )
    ingest_log = providers.ThreadSafeSingleton(loaded_late("application.ingest_log.IngestLog"), ingest_logs=ingest_logs)
    store_once = providers.ThreadSafeSingleton(
        loaded_late("application.store_once.StoreOnce"), repository=repository, master_secret=master_secret
    )
    process_log = providers.ThreadSafeSingleton(
        loaded_late("application.process_log.ProcessLog"),
        workload=workload,
        tenants=tenants,
        store=store_once,
        clock=clock,
        master_secret=master_secret,
        storing=storing,
        most_stored_together=most_stored_together,
        metrics=metrics,
    )
    process_envelopes = providers.ThreadSafeSingleton(
        loaded_late("application.process_envelopes.ProcessEnvelopes"),
        process_log=process_log,
        store=store_once,
        queue=queue,
        dead_letters=dead_letters,
        metrics=metrics,
    )
    delay_redelivery = providers.ThreadSafeSingleton(
        loaded_late("application.delay_redelivery.DelayRedelivery"), queue=queue, random=random
    )
    process_messages = providers.ThreadSafeSingleton(
        loaded_late("application.process_messages.ProcessMessages"),
        process_envelopes=process_envelopes,
        dead_letters=dead_letters,
        delay_redelivery=delay_redelivery,
        clock=clock,
        metrics=metrics,
    )
    find_placeholders = providers.ThreadSafeSingleton(
        loaded_late("application.find_placeholders.FindPlaceholders"), tenants=tenants, master_secret=reading_secret
    )
    preview_redaction = providers.ThreadSafeSingleton(
        loaded_late("application.preview_redaction.PreviewRedaction"),
        tenants=tenants,
        # Not the tenant's key, because a preview must not reveal the pseudonym of a value in stored logs.
        pseudonym_key=providers.Callable(secrets.token_bytes, _PREVIEW_KEY_BYTES),
    )
    reading = providers.ThreadSafeSingleton(
        loaded_late("application.reading.Reading"),
        reader=reader,
        clock=clock,
        find_placeholders=find_placeholders.provider,
        preview_redaction=preview_redaction.provider,
    )
    erase_logs = providers.ThreadSafeSingleton(
        loaded_late("application.erase_logs.EraseLogs"),
        markers=erasure_markers,
        tenants=tenants,
        reader=reader,
        eraser=eraser,
        dead_letters=erased_dead_letters,
        receipts=erasure_receipts,
        master_secret=reading_secret,
        ids=ids,
        clock=clock,
    )
