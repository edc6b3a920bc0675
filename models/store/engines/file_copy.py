"""A copy of an encrypted file while others write in it, under a key of its own, and the way back."""

import fcntl
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from models.store.engines.archive import Archive, Content, Step, counts

# Of 4 kB each: a megabyte between two looks at whether somebody pressed Ctrl+C.
_PAGES = 256


def content(opened: Any) -> Content:
    """What a file holds; inside a transaction of the caller, so that all is of one instant."""
    last = opened.execute("SELECT id, at FROM journal ORDER BY id DESC LIMIT 1").fetchone() or (0, None)
    at = last[1] and datetime.fromisoformat(last[1]).replace(tzinfo=UTC)
    return Content(counts(opened), last[0], at)


class FileCopy:
    """What of :class:`models.store.engines.engine.Engine` is about backups; ``database`` is the open file."""

    kind = "sqlcipher"
    database: Any
    path: Path
    _key: str

    def content(self) -> Content:
        opened = self.database.connection()
        # Not IMMEDIATE: a picture that holds up nobody.
        opened.execute("BEGIN")
        try:
            return content(opened)
        finally:
            opened.execute("ROLLBACK")

    def copy_into(self, archive: Archive, step: Step) -> Content:
        opened = self.database.connection()
        opened.execute("BEGIN")
        try:
            # The first read holds the picture: what others commit meanwhile is neither counted nor copied.
            held = content(opened)
            opened.backup(
                archive.session, pages=_PAGES, progress=lambda _code, left, total: step(total - left, total)
            )
        finally:
            opened.execute("ROLLBACK")
        archive.make_tables()
        return held

    def counted(self, archive: Archive) -> dict[str, int]:
        return counts(archive.session)

    def is_empty(self) -> bool:
        return not self.path.exists()

    def take_from(self, archive: Archive, step: Step) -> None:
        # Made first, so that nobody else may ever read it.
        os.close(os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        with Archive(self.path, self._key) as fresh:
            fresh.begin()
            archive.session.backup(
                fresh.session, pages=_PAGES, progress=lambda _code, left, total: step(total - left, total)
            )
            fresh.drop_tables()

    def in_use(self) -> bool:
        """Whether another process has the file open: each holds SQLite's shared lock for as long.

        Not to be asked while this process has it open: closing a file drops all the locks on it.
        """
        probe = os.open(self.path, os.O_RDWR)
        try:
            # https://sqlite.org/src/file/src/os.h: 510 bytes after the first two of the lock page.
            fcntl.lockf(probe, fcntl.LOCK_EX | fcntl.LOCK_NB, 510, 0x40000002)
        except BlockingIOError:
            return True
        finally:
            os.close(probe)
        return False
