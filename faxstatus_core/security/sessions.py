"""Sessions of browsers: a random id in a cookie stands for a token that was given once."""

import secrets
import threading
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from faxstatus_core.security.roles import Role
from faxstatus_core.security.token_file import TokenFile
from faxstatus_core.security.tokens import TokenRecord

MOST_SESSIONS = 10_000
MOST_OF_ONE = 100
"""Sessions of one token: who has it does not end those of others by beginning many."""
IDLE = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Session:
    """One session. ``name``, ``role``: of its token. ``used``: when it was used last."""

    token_id: str
    name: str
    role: Role
    began: datetime
    used: datetime


class SessionTable:
    """The sessions, in memory: a restart ends them. ``tokens``: a token revoked ends its sessions.

    ``now`` is an argument everywhere. For any thread.
    """

    def __init__(
        self, tokens: TokenFile | None, lifetime: timedelta, idle: timedelta = IDLE
    ) -> None:
        self._tokens = tokens
        self._lifetime = lifetime
        self._idle = idle
        self._sessions: dict[str, Session] = {}
        self._lock = threading.Lock()

    def begin(self, record: TokenRecord, now: datetime) -> str:
        """A new session for who has this token; its id."""
        session_id = secrets.token_urlsafe(32)
        with self._lock:
            own = [key for key, session in self._sessions.items() if session.token_id == record.id]
            if len(own) >= MOST_OF_ONE:
                self._end_oldest(own)
            elif len(self._sessions) >= MOST_SESSIONS:
                self._end_oldest(list(self._sessions))
            self._sessions[session_id] = Session(record.id, record.name, record.role, now, now)
        return session_id

    def find(self, session_id: str, now: datetime) -> Session | None:
        """The session with this id, if it goes on. Raises TokenError."""
        with self._lock:
            session = self._sessions.get(session_id)
            if session is None:
                return None
            over = now - session.began >= self._lifetime or now - session.used >= self._idle
            record = self._tokens.get(session.token_id, now) if self._tokens is not None else None
            if over or record is None:
                del self._sessions[session_id]
                return None
            # The token's role of now: it may have been changed.
            session = replace(session, used=now, name=record.name, role=record.role)
            self._sessions[session_id] = session
            return session

    def end(self, session_id: str) -> None:
        """End a session, if there is one."""
        with self._lock:
            self._sessions.pop(session_id, None)

    def __len__(self) -> int:
        """How many are kept."""
        return len(self._sessions)

    def _end_oldest(self, ids: list[str]) -> None:
        del self._sessions[min(ids, key=lambda key: self._sessions[key].used)]
