"""Documents: the bytes of a letter or a scan, kept once each in the database that encrypts and saves them."""

import hashlib
from typing import Any

import peewee

from models import clock
from models.errors import ComptoirError
from models.store.database import Instant, Row, engine


class DocumentRow(Row):
    sha256 = peewee.CharField(max_length=64, unique=True)
    media_type = peewee.CharField(max_length=120)
    size = peewee.IntegerField()
    content = peewee.BlobField()
    created_at = Instant(default=clock.now)

    class Meta:
        table_name = "document"


def keep(content: bytes, media_type: str) -> int:
    """The id of ``content``, kept the first time it is seen. Runs inside the caller's transaction."""
    sha256 = _digest(content)
    row = DocumentRow.select(DocumentRow.id).where(DocumentRow.sha256 == sha256).first()
    if row is None:
        row = DocumentRow.create(sha256=sha256, media_type=media_type, size=len(content), content=content)
    return int(row.id)


def damaged() -> list[int]:
    """The numbers of the documents that do not read as they were kept. Reads them all, one by one."""
    found = []
    numbers: Any = DocumentRow.select(DocumentRow.id).tuples()
    for (number,) in numbers:
        row = DocumentRow.get_by_id(number)
        if _digest(bytes(row.content)) != row.sha256:
            found.append(number)
    return found


def orphans() -> int:
    """How many documents no other table refers to, by a column that is named for it."""
    base: Any = engine().database
    named = [
        f"SELECT document_id FROM {table} WHERE document_id IS NOT NULL"
        for table in base.get_tables()
        if any(one.name == "document_id" for one in base.get_columns(table))
    ]
    used = " UNION ".join([*named, "SELECT 0"])
    return int(base.execute_sql(f"SELECT count(*) FROM document WHERE id NOT IN ({used})").fetchone()[0])


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def read(document_id: int) -> bytes:
    """The bytes that were kept. Raises :class:`NotFound`, or :class:`ComptoirError` if they changed."""
    row = DocumentRow.numbered(
        document_id, "Document introuvable", "Ce document n’est plus dans la base. Revenez à la liste."
    )
    content = bytes(row.content)
    if _digest(content) != row.sha256:
        raise ComptoirError(
            "Document abîmé",
            f"Le document n° {document_id} ne se relit plus tel qu’il a été gardé. Il n’est pas remis ; "
            "prévenez la personne qui gère les sauvegardes.",
        )
    return content
