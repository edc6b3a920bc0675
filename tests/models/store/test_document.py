"""Documents that do not read as they were kept, and those that belong to nothing."""

import pytest

from models.errors import ComptoirError
from models.store import document
from models.store.database import Database, atomic
from models.store.document import DocumentRow


def _keep(content: bytes) -> int:
    with atomic():
        return document.keep(content, "application/pdf")


def test_a_document_that_changed_is_found_and_not_handed_out(db: Database) -> None:
    kept = [db.call(_keep, bytes([number]) * 1000) for number in range(3)]
    assert db.call(document.damaged) == []
    db.call(DocumentRow.update(content=b"other").where(DocumentRow.id == kept[1]).execute)
    assert db.call(document.damaged) == [kept[1]]
    with pytest.raises(ComptoirError, match="ne se relit plus"):
        db.call(document.read, kept[1])


def test_documents_of_nobody_are_counted(db: Database) -> None:
    assert db.call(document.orphans) == 0
    for number in range(2):
        db.call(_keep, bytes([number]))
    assert db.call(document.orphans) == 2
