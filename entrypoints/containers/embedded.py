"""The backend that keeps the state of the embedded run in SQLite files in a data folder."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from dependency_injector import containers, providers

from domain.errors import PassingError
from entrypoints.containers.backend import CannotServe
from entrypoints.containers.local import MAX_RECEIVE_COUNT, VISIBILITY_TIMEOUT_SECONDS, LocalContainer
from entrypoints.settings import EmbeddedSettings
from infrastructure.embedded.data_folder import DamagedDataFolder, DataFolder, DataFolderFiles, DataFolderInUse
from infrastructure.embedded.dead_letters import SqliteDeadLetters
from infrastructure.embedded.erasure_receipts import FileErasureReceipts
from infrastructure.embedded.log_eraser import SqliteLogEraser
from infrastructure.embedded.log_queue import SqliteLogQueue
from infrastructure.embedded.log_repository import SqliteLogRepository
from infrastructure.embedded.master_secret import FileMasterSecret
from infrastructure.embedded.tenant_registry import SqliteTenantRegistry
from infrastructure.embedded.unusable import UnusableDatabase, usable
from infrastructure.embedded.usage_counter import SqliteUsageCounter
from infrastructure.system.clock import SystemClock


class EmbeddedContainer(containers.DeclarativeContainer):
    """Everything that a process of the embedded run needs, for a given data folder."""

    data_folder = providers.Dependency(instance_of=DataFolderFiles)
    seconds_per_character = providers.Dependency(instance_of=float)
    # Whether each send to the queue must survive a power cut before it returns.
    queue_synced = providers.Dependency(instance_of=bool, default=True)

    clock = providers.ThreadSafeSingleton(SystemClock)
    queue = providers.ThreadSafeSingleton(
        SqliteLogQueue,
        data_folder.provided.queue,
        clock=clock,
        visibility_timeout_seconds=VISIBILITY_TIMEOUT_SECONDS,
        max_receive_count=MAX_RECEIVE_COUNT,
        synced=queue_synced,
    )
    repository = providers.ThreadSafeSingleton(SqliteLogRepository, data_folder.provided.logs, clock=clock)
    tenants = providers.ThreadSafeSingleton(SqliteTenantRegistry, data_folder.provided.tenants)
    usage = providers.ThreadSafeSingleton(SqliteUsageCounter, data_folder.provided.usage)
    dead_letters = providers.ThreadSafeSingleton(SqliteDeadLetters, data_folder.provided.queue)

    local = providers.Container(
        LocalContainer,
        seconds_per_character=seconds_per_character,
        clock=clock,
        queue=queue,
        store=repository,
        tenants=tenants,
        usage=usage,
        dead_letters=dead_letters,
        eraser=providers.ThreadSafeSingleton(SqliteLogEraser, data_folder),
        erasure_receipts=providers.ThreadSafeSingleton(FileErasureReceipts, data_folder.provided.erasures),
        master_secret=providers.ThreadSafeSingleton(FileMasterSecret, data_folder.provided.master_secret),
    )


@contextmanager
def opened_by_server(settings: EmbeddedSettings) -> Iterator[LocalContainer]:
    """Lock the data folder, upgrade it if an earlier version wrote it, and open every database."""
    with ExitStack() as opened:
        try:
            container = _open(settings, opened)
        except (DataFolderInUse, DamagedDataFolder, UnusableDatabase) as error:
            raise CannotServe(str(error)) from error
        except PassingError as error:
            raise CannotServe(f"The data folder {settings.data_folder} cannot be opened ({error.reason}).") from error
        yield container.local()


def opened_by_worker(settings: EmbeddedSettings) -> LocalContainer:
    """Open each database when it is first needed. A worker's changes in the queue need not survive a power cut."""
    return EmbeddedContainer(
        data_folder=DataFolderFiles(settings.data_folder),
        seconds_per_character=settings.seconds_per_character,
        queue_synced=False,
    ).local()


def _open(settings: EmbeddedSettings, opened: ExitStack) -> EmbeddedContainer:
    """Open the folder and all databases now, in this order, to find damage at the start."""
    folder = opened.enter_context(DataFolder(settings.data_folder, replace_missing=settings.replace_missing))
    container = EmbeddedContainer(data_folder=folder, seconds_per_character=settings.seconds_per_character)
    databases = (container.queue, container.dead_letters, container.repository, container.tenants, container.usage)
    for database in databases:
        opened.callback(database().close)
    # No worker is running, so messages in flight belong to workers that no longer exist.
    with usable(folder.queue):
        container.queue().release()
    return container
