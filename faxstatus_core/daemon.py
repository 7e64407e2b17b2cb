"""A whole server from its configuration: ports, store, hooks, API, and how it starts and stops."""

import asyncio
import contextlib
import logging
import signal
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path

from faxstatus_core.api import Gate, create_app, serving
from faxstatus_core.config import Config, differences
from faxstatus_core.errors import FaxError
from faxstatus_core.hooks import (
    FolderWatcher,
    HookDispatcher,
    HookSection,
    HookStore,
    TryLaterError,
    faxes_of_port,
    make_hooks,
)
from faxstatus_core.operation import Notifier, set_up_logs
from faxstatus_core.records import Job, JobRequest, RoutingMethod
from faxstatus_core.security import (
    MaskingFilter,
    SessionTable,
    Slots,
    TokenFile,
    guarded,
    load_certificate,
    open_to_all,
    tls_context,
)
from faxstatus_core.service import FaxService, Upload, running
from faxstatus_core.store import NewDelivery, Store, StoreError

logger = logging.getLogger(__name__)

_AFTER_FAULT = 60.0
TOKENS = "tokens.json"
"""The file of tokens in the store's folder, where the configuration names no other."""


def token_file(config: Config) -> TokenFile:
    """Where the server's tokens are."""
    return TokenFile(config.security.token_file or config.store.folder / TOKENS)


@dataclass
class _Told:
    """What signals have told the server; also while it starts."""

    stop: asyncio.Event = field(default_factory=asyncio.Event)
    hang_up: asyncio.Event = field(default_factory=asyncio.Event)
    """Told to stop a second time."""
    reload: asyncio.Event = field(default_factory=asyncio.Event)


@contextlib.contextmanager
def _listening_to_signals() -> Iterator[_Told]:
    loop, told = asyncio.get_running_loop(), _Told()

    def told_to_stop() -> None:
        (told.hang_up if told.stop.is_set() else told.stop).set()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, told_to_stop)
    loop.add_signal_handler(signal.SIGHUP, told.reload.set)
    try:
        yield told
    finally:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            loop.remove_signal_handler(number)


@dataclass
class Daemon:
    """A server. ``config`` is replaced when it is reloaded: ``read_config`` gives the new one."""

    config: Config
    read_config: Callable[[], Config]
    _tls: ssl.SSLContext | None = field(default=None, init=False)
    _hooks_changed: asyncio.Event = field(default_factory=asyncio.Event, init=False)

    async def run(self, announce: Callable[[str], None]) -> None:
        """Serve until SIGTERM or SIGINT, then let calls end; a second signal breaks them off.

        SIGHUP reloads the configuration. ``announce`` gets the address. Raises OpenServerError,
        StoreError, AddressError, TlsError, TokenError and what ports raise.
        """
        config = self.config
        _set_up_logs(config)
        make_hooks(config.hook, config.smtp)  # what is wrong with them ends the start
        tls = tls_context(config.tls) if config.tls is not None else None
        store = Store.open(config.store.folder)
        try:
            gate = self._gate()
            setups = [section.setup for section in config.port]
            service = FaxService(store, setups, config.queue, config.store)
            with _listening_to_signals() as told:
                async with running(service), self._hooks(service):
                    self._tls = tls
                    async with self._http(service, gate, tls) as url:
                        announce(url)
                        await self._until_told(service, url, told)
        finally:
            store.close()

    def _gate(self) -> Gate:
        security, host = self.config.security, self.config.server.host
        tokens = token_file(self.config)

        def is_open() -> bool:
            has_tokens = security.open or bool(tokens.records())
            return open_to_all(host, has_tokens=has_tokens, wanted=security.open)

        is_open()  # what is wrong with it ends the start
        sessions = SessionTable(tokens, timedelta(hours=security.session_hours))
        return Gate(tokens, sessions, open_to_all=is_open)

    @contextlib.asynccontextmanager
    async def _http(
        self, service: FaxService, gate: Gate, tls: ssl.SSLContext | None
    ) -> AsyncIterator[str]:
        config = self.config
        security = config.security
        slots = Slots(security.max_subscribers, security.max_subscribers_per_client)
        app = create_app(service, gate, slots)
        async with serving(
            guarded(app, security, config.server.host, tls=tls is not None),
            service.hub,
            config.server.host,
            config.server.port,
            tls=tls,
            connections=security.max_connections,
        ) as url:
            yield url

    async def _until_told(self, service: FaxService, url: str, told: _Told) -> None:
        """Wait for the signal to stop, then for the calls to end."""
        notifier = Notifier.from_environment()
        tasks = [
            asyncio.create_task(self._reload_when(told.reload, service, notifier)),
            asyncio.create_task(notifier.keep_watchdog()),
        ]
        try:
            notifier.ready(f"{len(service.bus.ports())} ports, {url}")
            await told.stop.wait()
            notifier.stopping()
            logger.info("stopping: calls that are under way may end")
            draining = asyncio.create_task(service.drain(self.config.queue.drain))
            impatient = asyncio.create_task(told.hang_up.wait())
            await asyncio.wait({draining, impatient}, return_when=asyncio.FIRST_COMPLETED)
            impatient.cancel()
            draining.cancel()
        finally:
            for task in tasks:
                task.cancel()

    # --- reload

    async def _reload_when(
        self, told: asyncio.Event, service: FaxService, notifier: Notifier
    ) -> None:
        while True:
            await told.wait()
            told.clear()
            notifier.reloading()
            try:
                await self._reload(service)
            except FaxError as error:
                logger.error("not reloaded: %s", error)  # noqa: TRY400 - it says what is wrong
            except Exception:
                logger.exception("not reloaded")
            notifier.ready(f"{len(service.bus.ports())} ports")

    async def _reload(self, service: FaxService) -> None:
        new = await asyncio.to_thread(self.read_config)
        await asyncio.to_thread(make_hooks, new.hook, new.smtp)
        if self._tls is not None and self.config.tls is not None:
            load_certificate(self._tls, self.config.tls)  # it may have been renewed
        change = differences(self.config, new)
        for key in change.restart:
            logger.warning("%s has changed: it holds from the next start", key)
        _set_up_logs(new)
        service.reconfigure(new.queue, new.store)
        await service.replace_ports([section.setup for section in new.port])
        self.config = new
        self._restart_hooks()
        logger.info("the configuration was read again")

    # --- hooks

    @contextlib.asynccontextmanager
    async def _hooks(self, service: FaxService) -> AsyncIterator[None]:
        """Hooks and watched folders, for as long as the context lasts."""
        task = asyncio.create_task(self._keep_hooks(service))
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    def _restart_hooks(self) -> None:
        self._hooks_changed.set()

    async def _keep_hooks(self, service: FaxService) -> None:
        while True:
            self._hooks_changed.clear()
            running_hooks = asyncio.create_task(self._run_hooks(service))
            await self._hooks_changed.wait()
            running_hooks.cancel()
            await asyncio.gather(running_hooks, return_exceptions=True)

    async def _run_hooks(self, service: FaxService) -> None:
        config, store = self.config, service.store
        hooks = make_hooks(config.hook, config.smtp)
        hook_store = HookStore(
            store.events,
            store.deliveries,
            NewDelivery,
            store.documents.path,
            service.access.read,
            service.access.write,
        )
        dispatcher = HookDispatcher(hooks, hook_store)
        service.on_events = dispatcher.notify
        service.routing = lambda info: [
            RoutingMethod(name=hook.name, kind=_action_of(hook), enabled=True)
            for hook in faxes_of_port(config.hook, info.device_id, info.name)
        ]
        submit = partial(_submit, service)
        async with asyncio.TaskGroup() as group:
            group.create_task(_kept_running("hooks", dispatcher.run))
            for watch in config.watch:
                watcher = FolderWatcher(watch, submit)
                group.create_task(_kept_running(f"watched folder {watch.folder}", watcher.run))


def _action_of(hook: HookSection) -> str:
    return next(name for name in ("command", "webhook", "mail", "folder") if getattr(hook, name))


async def _kept_running(name: str, run: Callable[[], Awaitable[None]]) -> None:
    """What fails is tried again after a while: the others go on."""
    while True:
        try:
            await run()
        except FaxError as error:
            logger.error("%s: %s", name, error)  # noqa: TRY400 - it says what is wrong
        except Exception:
            logger.exception("%s", name)
        await asyncio.sleep(_AFTER_FAULT)


def _set_up_logs(config: Config) -> None:
    set_up_logs(config.log, MaskingFilter(numbers=config.security.mask_numbers))


async def _submit(
    service: FaxService,
    request: JobRequest,
    documents: Sequence[tuple[str, Path]],
    /,
    *,
    idempotency_key: str,
) -> Job:
    """Hand in what a watched folder holds."""
    with contextlib.ExitStack() as stack:
        uploads = [Upload(name, stack.enter_context(path.open("rb"))) for name, path in documents]
        try:
            job, _ = await service.submit(
                request, uploads, user_name="watched folder", idempotency_key=idempotency_key
            )
        except StoreError as error:
            raise TryLaterError(error.what, where=error.where, remedy=error.remedy) from error
    return job
