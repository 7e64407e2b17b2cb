"""Figures for Prometheus, read from the service when they are asked for."""

from collections import Counter
from collections.abc import Iterator

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from faxstatus_core.security import Slots
from faxstatus_core.service import FaxService


class _ServiceCollector(Collector):
    def __init__(self, service: FaxService, slots: Slots) -> None:
        self._service = service
        self._slots = slots

    def collect(self) -> Iterator[Metric]:
        service = self._service
        started = GaugeMetricFamily(
            "faxstatus_start_time_seconds", "When the server started, in seconds since 1970."
        )
        started.add_metric([], service.started_time.timestamp())
        yield started
        states = GaugeMetricFamily(
            "faxstatus_port_state", "1 for the state that the port is in.", labels=["port", "state"]
        )
        for info in service.bus.ports():
            state = service.worker(info.device_id).port.state
            states.add_metric([info.name, state.value], 1)
        yield states
        jobs = GaugeMetricFamily(
            "faxstatus_jobs", "Jobs that are not finished, by state.", labels=["state"]
        )
        for state_name, count in Counter(service.scheduler.states).items():
            jobs.add_metric([state_name], count)
        yield jobs
        calls = CounterMetricFamily(
            "faxstatus_calls", "Calls that have ended.", labels=["direction", "result"]
        )
        pages = CounterMetricFamily(
            "faxstatus_pages", "Pages that were confirmed.", labels=["direction"]
        )
        for (direction, result), count in service.tally.calls.items():
            calls.add_metric([direction, result], count)
        for direction, count in service.tally.pages.items():
            pages.add_metric([direction], count)
        yield calls
        yield pages
        events = CounterMetricFamily("faxstatus_events", "Events that were published.")
        events.add_metric([], service.hub.end)
        yield events
        listeners = GaugeMetricFamily(
            "faxstatus_event_subscribers", "Clients that listen to the events."
        )
        listeners.add_metric([], self._slots.taken)
        yield listeners


def registry_of(service: FaxService, slots: Slots) -> CollectorRegistry:
    """A registry of its own for ``service``: several may run in one process."""
    registry = CollectorRegistry()
    registry.register(_ServiceCollector(service, slots))
    return registry
