"""Guessing at passwords: each failure makes the next try wait longer, and nobody can lock a colleague out.

Failures are counted for the login at the desk where somebody signed in with it in the last three months;
elsewhere for the login over all other desks, and for the desk over all logins. So the right password passes
at one's own desk however much is guessed from others, a login that nobody has is treated as any other, and a
list of passwords tried on many logins gets slow too.

The pause that grows is that of NIST SP 800-63B (5.2.2, rate limiting); counting apart where somebody is
known is OWASP's « Slow Down Online Guessing Attacks with Device Cookies ». Theirs grow for hours or close
the account; this one ends at ``LONGEST``, because a colleague may have tried at the very same desk.
"""

import hashlib
import math
from datetime import datetime, timedelta
from typing import Any

import peewee

from models import clock, text
from models.errors import ComptoirError
from models.store.database import Instant, Row, atomic

# As many failures make nobody wait: who comes back from holiday tries this often.
FREE = 5
LONGEST = timedelta(minutes=1)
# A day without a failure forgets those before it; three months without signing in, that a desk is known.
FORGOTTEN, KNOWN = timedelta(days=1), timedelta(days=90)
_ALL = "*"

_desk = ""


class GuessRow(Row):
    # A digest: people type their password where the login goes.
    login = peewee.CharField(max_length=32)
    desk = peewee.CharField(max_length=80)
    failures = peewee.IntegerField(default=0)
    failed_at = Instant(null=True)
    signed_in_at = Instant(null=True)

    class Meta:
        table_name = "guess"
        indexes = ((("login", "desk"), True),)


def use(desk: str) -> None:
    """Say where this program is used from: a machine, or a key of somebody's own."""
    global _desk
    _desk = desk[:80]


def begin(login: str) -> None:
    """Count a try as failed before it is made: who tries on many lines at once gains nothing.

    Raises :class:`ComptoirError` while this login, or this desk, has to wait; that writes nothing.
    """
    _refuse_early(login)
    with atomic():
        # What was tried at the same instant has counted meanwhile.
        _refuse_early(login)
        now = clock.now()
        _forget(now)
        rows = _rows(login)
        for where in _counted(login, rows):
            row = rows.get(where) or GuessRow(login=where[0], desk=where[1])
            row.failures, row.failed_at = _failures(row, now) + 1, now
            row.save()


def right(login: str) -> None:
    """The try was right: what :func:`begin` counted is taken back, and this desk is known from now on.

    Runs inside the caller's transaction.
    """
    rows = _rows(login)
    for where in _counted(login, rows):
        rows[where].failures -= 1
        rows[where].save()
    mine = rows.get((_digest(login), _desk)) or GuessRow(login=_digest(login), desk=_desk)
    mine.failures, mine.signed_in_at = 0, clock.now()
    mine.save()


def forgive(login: str) -> None:
    """Who signs in with ``login`` waits no more. Runs inside the caller's transaction."""
    GuessRow.update(failures=0).where(GuessRow.login == _digest(login)).execute()


def _refuse_early(login: str) -> None:
    now, rows = clock.now(), _rows(login)
    left = max((_pause(rows[where], now) for where in _asked(login, rows) if where in rows), default=0)
    if left > 0:
        raise ComptoirError(
            "Trop d’essais", f"Attendez {text.counted(math.ceil(left), 'seconde')}, puis réessayez."
        )


def _pause(row: Any, now: datetime) -> float:
    """Seconds that are left to wait: a second after ``FREE`` failures, twice as long after each other."""
    failures = _failures(row, now)
    if failures < FREE:
        return 0
    begun: timedelta = row.failed_at - now
    return (begun + min(timedelta(seconds=2 ** min(failures - FREE, 30)), LONGEST)).total_seconds()


def _failures(row: Any, now: datetime) -> int:
    return int(row.failures) if row.failed_at is not None and now - row.failed_at < FORGOTTEN else 0


def _rows(login: str) -> dict[tuple[str, str], Any]:
    """What is counted of this login and of this desk."""
    both = GuessRow.login.in_((_digest(login), _ALL)), GuessRow.desk.in_((_desk, _ALL))
    return {(row.login, row.desk): row for row in GuessRow.select().where(*both)}


def _asked(login: str, rows: dict[tuple[str, str], Any]) -> set[tuple[str, str]]:
    """What may make this login wait here."""
    mine = _digest(login), _desk
    if mine in rows and rows[mine].signed_in_at and clock.now() - rows[mine].signed_in_at < KNOWN:
        return {mine}
    return {(_digest(login), _ALL), (_ALL, _desk)}


def _counted(login: str, rows: dict[tuple[str, str], Any]) -> set[tuple[str, str]]:
    """Where a failure of this login counts here."""
    return _asked(login, rows) | {(_ALL, _desk)}


def _forget(now: datetime) -> None:
    """Leave nothing of who mistyped long ago, nor of logins that nobody has."""
    failed = GuessRow.failed_at.is_null(False) & (GuessRow.failed_at > now - FORGOTTEN)
    known = GuessRow.signed_in_at.is_null(False) & (GuessRow.signed_in_at > now - KNOWN)
    GuessRow.delete().where(~(failed | known)).execute()


def _digest(login: str) -> str:
    return hashlib.blake2b(login.encode(), digest_size=16).hexdigest()
