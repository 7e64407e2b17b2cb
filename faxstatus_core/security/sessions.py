"""Sessions of browsers: a random id in a cookie stands for a token that was given once."""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from faxstatus_core.security.roles import Role
from faxstatus_core.security.tokens import TokenFile, TokenRecord

MOST_SESSIONS = 10_000
IDLE = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Session:
    """One session. ``used``: when it was used last."""

    token_id: str
    name: str
    role: Role
    began: datetime
    used: datetime


class SessionTable:
    """The sessions, in memory: a restart ends them. ``tokens``: a token revoked ends its sessions.

    Pure: ``now`` is an argument everywhere.
    """

    def __init__(
        self, tokens: TokenFile | None, lifetime: timedelta, idle: timedelta = IDLE
    ) -> None:
        self._tokens = tokens
        self._lifetime = lifetime
        self._idle = idle
        self._sessions: dict[str, Session] = {}

    def begin(self, record: TokenRecord, now: datetime) -> str:
        """A new session for who has this token; its id."""
        if len(self._sessions) >= MOST_SESSIONS:
            oldest = min(self._sessions, key=lambda key: self._sessions[key].used)
            del self._sessions[oldest]
        session_id = secrets.token_urlsafe(32)
        self._sessions[session_id] = Session(record.id, record.name, record.role, now, now)
        return session_id

    def find(self, session_id: str, now: datetime) -> Session | None:
        """The session with this id, if it goes on."""
        session = self._sessions.get(session_id)
        if session is None:
            return None
        over = now - session.began >= self._lifetime or now - session.used >= self._idle
        if over or self._tokens is None or not self._tokens.has(session.token_id, now):
            del self._sessions[session_id]
            return None
        self._sessions[session_id] = session = replace(session, used=now)
        return session

    def end(self, session_id: str) -> None:
        """End a session, if there is one."""
        self._sessions.pop(session_id, None)
