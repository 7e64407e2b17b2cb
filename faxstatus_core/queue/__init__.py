"""Which job goes next, on which port, and what becomes of one that failed. Pure decisions."""

from faxstatus_core.queue.plan import Assignment, Plan, PortView, plan
from faxstatus_core.queue.retry import GiveUp, Retry, after_failure
from faxstatus_core.queue.settings import QueueSection
from faxstatus_core.queue.windows import DailyWindow

__all__ = [
    "Assignment",
    "DailyWindow",
    "GiveUp",
    "Plan",
    "PortView",
    "QueueSection",
    "Retry",
    "after_failure",
    "plan",
]
