"""The backend that keeps the state of the embedded run in SQLite files in a data folder."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from typing import TypeVar

from dependency_injector import containers, providers

from application.ports.state_files import StateFiles
from application.ports.storage import UnusableStorage
from domain.errors import PassingError
from entrypoints.containers.local import MAX_RECEIVE_COUNT, VISIBILITY_TIMEOUT_SECONDS, LocalContainer
from entrypoints.settings import EmbeddedSettings
from infrastructure.embedded.data_folder import DataFolder, DataFolderFiles, SharedDataFolder
from infrastructure.embedded.dead_letters import SqliteDeadLetters
from infrastructure.embedded.erasure_receipts import FileErasureReceipts
from infrastructure.embedded.log_eraser import SqliteLogEraser
from infrastructure.embedded.log_queue import SqliteLogQueue
from infrastructure.embedded.log_repository import SqliteLogRepository
from infrastructure.embedded.master_secret import FileMasterSecret
from infrastructure.embedded.state_files import SqliteStateFiles, check_existing
from infrastructure.embedded.tenant_registry import SqliteTenantRegistry
from infrastructure.embedded.unusable import usable
from infrastructure.embedded.usage_counter import SqliteUsageCounter
from infrastructure.system.clock import SystemClock

_Database = TypeVar(
    "_Database", SqliteLogQueue, SqliteLogRepository, SqliteTenantRegistry, SqliteUsageCounter, SqliteDeadLetters
)


def _kept_open(opened: ExitStack, database: Callable[..., _Database], *arguments: object, **named: object) -> _Database:
    """Open a database, and keep it open until the stack is closed."""
    return opened.enter_context(closing(database(*arguments, **named)))


class EmbeddedContainer(containers.DeclarativeContainer):
    """Everything that a process of the embedded run needs, for a given data folder. Closing `opened` closes it."""

    data_folder = providers.Dependency(instance_of=DataFolderFiles)
    seconds_per_character = providers.Dependency(instance_of=float)

    opened: "providers.ThreadSafeSingleton[ExitStack]" = providers.ThreadSafeSingleton(ExitStack)
    clock = providers.ThreadSafeSingleton(SystemClock)
    queue = providers.ThreadSafeSingleton(
        _kept_open,
        opened,
        SqliteLogQueue,
        data_folder.provided.queue,
        clock=clock,
        visibility_timeout_seconds=VISIBILITY_TIMEOUT_SECONDS,
        max_receive_count=MAX_RECEIVE_COUNT,
    )
    repository = providers.ThreadSafeSingleton(
        _kept_open, opened, SqliteLogRepository, data_folder.provided.logs, clock=clock
    )
    tenants = providers.ThreadSafeSingleton(_kept_open, opened, SqliteTenantRegistry, data_folder.provided.tenants)
    usage = providers.ThreadSafeSingleton(_kept_open, opened, SqliteUsageCounter, data_folder.provided.usage)
    dead_letters = providers.ThreadSafeSingleton(_kept_open, opened, SqliteDeadLetters, data_folder.provided.queue)

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
    """Lock the data folder, upgrade it if an earlier version wrote it, and open every database to find damage now."""
    if not settings.create_missing:
        check_existing(settings.data_folder)
    with DataFolder(settings.data_folder, replace_missing=settings.replace_missing) as folder:
        container = EmbeddedContainer(data_folder=folder, seconds_per_character=settings.seconds_per_character)
        with container.opened():
            try:
                _open_all(container)
            except PassingError as error:
                raise UnusableStorage(f"The data folder {folder.path} cannot be opened ({error.reason}).") from error
            yield container.local()


def opened_by_worker(settings: EmbeddedSettings) -> LocalContainer:
    """Open each database when it is first needed."""
    return EmbeddedContainer(
        data_folder=DataFolderFiles(settings.data_folder),
        seconds_per_character=settings.seconds_per_character,
    ).local()


@contextmanager
def opened_by_command(settings: EmbeddedSettings) -> Iterator[LocalContainer]:
    """Open the data folder together with a server, which cannot upgrade it meanwhile."""
    if not settings.create_missing:
        check_existing(settings.data_folder)
    elif not DataFolderFiles(settings.data_folder).master_secret.exists():
        DataFolder(settings.data_folder).close()
    with closing(SharedDataFolder(settings.data_folder)) as folder:
        container = EmbeddedContainer(data_folder=folder, seconds_per_character=settings.seconds_per_character)
        with container.opened():
            yield container.local()


def state_files(settings: EmbeddedSettings) -> StateFiles:
    """Return the operations on the files of the data folder."""
    return SqliteStateFiles(settings.data_folder)


def _open_all(container: EmbeddedContainer) -> None:
    for database in (container.queue, container.dead_letters, container.repository, container.tenants, container.usage):
        database()
    # No worker is running, so messages in flight belong to workers that no longer exist.
    with usable(container.data_folder().queue):
        container.queue().release()
