"""Documents: the bytes of a letter or a scan, kept once each in the database that encrypts and saves them."""

import hashlib

import peewee

from models import clock
from models.errors import ComptoirError
from models.store.database import Instant, Row


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
    sha256 = hashlib.sha256(content).hexdigest()
    row = DocumentRow.select(DocumentRow.id).where(DocumentRow.sha256 == sha256).first()
    if row is None:
        row = DocumentRow.create(sha256=sha256, media_type=media_type, size=len(content), content=content)
    return int(row.id)


def read(document_id: int) -> bytes:
    """The bytes that were kept. Raises :class:`NotFound`, or :class:`ComptoirError` if they changed."""
    row = DocumentRow.numbered(
        document_id, "Document introuvable", "Ce document n’est plus dans la base. Revenez à la liste."
    )
    content = bytes(row.content)
    if hashlib.sha256(content).hexdigest() != row.sha256:
        raise ComptoirError(
            "Document abîmé",
            f"Le document n° {document_id} ne se relit plus tel qu’il a été gardé. Il n’est pas remis ; "
            "prévenez la personne qui gère les sauvegardes.",
        )
    return content
