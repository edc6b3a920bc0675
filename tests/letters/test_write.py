"""From the preview to the folder: a letter is kept first, then written; nothing is half-written."""

import os
import resource
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from letters import output, write
from letters.fields.context import Context
from letters.fields.kinds import LetterKind
from letters.write import Preview, Written, file_name
from models.contact import letter
from models.errors import ComptoirError, NotFound
from models.person.person import Person
from models.service.agent import Agent
from models.store import journal
from models.store.database import Database


@pytest.fixture
def ready(context: Context) -> Preview:
    return write.preview(LetterKind.CONFIRMATION, context, "geneve")


@pytest.fixture
def send(db: Database, alice: Agent, camille: Person, ready: Preview) -> Any:
    """``send(folder, key)`` writes the letter of :func:`ready` for Camille."""

    def run(folder: Path, key: str = "key-letter") -> Written:
        return db.call(write.write, alice, ready, folder=folder, person_id=camille.id, key=key)

    return run


@contextmanager
def as_nobody() -> Iterator[None]:
    """Root writes anywhere: take its rights away while the block runs."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(before)


@contextmanager
def full_disk() -> Iterator[None]:
    """The kernel refuses what comes after the first kilobyte of a file (CPython ignores SIGXFSZ)."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def folder_under(trouble: Callable[[], AbstractContextManager[None]]) -> Iterator[None]:
    """While the block runs, files are really written, under ``trouble``; the database is spared."""
    real = output.put

    def put(content: bytes, folder: Path, name: str) -> Path:
        with trouble():
            return real(content, folder, name)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(output, "put", put)
        yield


def test_a_preview_is_the_text_of_the_document_and_keeps_nothing(db: Database, ready: Preview) -> None:
    assert "mardi 1er décembre 2026" in ready.text
    assert "– Permis de séjour" in ready.text
    assert ready.title == "Confirmation de rendez-vous"
    assert db.call(letter.recent) == []


def test_a_written_letter_is_kept_journaled_and_in_its_folder(
    db: Database, alice: Agent, camille: Person, ready: Preview, send: Any, tmp_path: Path
) -> None:
    written = send(tmp_path / "nouveau" / "courriers")
    assert written.problem is None
    assert written.path.name == f"confirmation-muller-camille-{written.letter_id}.docx"
    assert written.path.read_bytes() == ready.docx
    assert written.path.stat().st_mode & 0o777 == 0o600
    assert written.path.parent.stat().st_mode & 0o777 == 0o700
    assert written.path.parent.parent.stat().st_mode & 0o777 == 0o700
    (kept,) = db.call(letter.list_for, camille.id)
    assert (kept.id, kept.kind, kept.values, kept.agent) == (
        written.letter_id,
        "confirmation",
        ready.values,
        alice.name,
    )
    assert kept.template_sha == ready.template_sha
    assert db.call(journal.about, camille.id)[-1].action == "letter.written"


def test_a_retry_writes_the_first_letter_once(
    db: Database, alice: Agent, camille: Person, context: Context, send: Any, tmp_path: Path
) -> None:
    first = send(tmp_path / "courriers")
    assert send(tmp_path / "courriers") == first
    other = write.preview(LetterKind.CONFIRMATION, replace(context, motive=None), "geneve")
    with pytest.raises(ComptoirError, match="Déjà enregistré"):
        db.call(
            write.write, alice, other, folder=tmp_path / "courriers", person_id=camille.id, key="key-letter"
        )
    assert len(list((tmp_path / "courriers").iterdir())) == 1
    assert len(db.call(letter.recent)) == 1


def test_a_reprint_is_the_same_bytes_even_when_the_template_changed(
    db: Database, alice: Agent, camille: Person, ready: Preview, send: Any, tmp_path: Path
) -> None:
    written = send(tmp_path / "a")
    again = db.call(write.reprint, alice, written.letter_id, tmp_path / "b")
    assert again.path is not None
    assert again.path.read_bytes() == ready.docx
    assert db.call(journal.about, camille.id)[-1].action == "letter.reprinted"
    with pytest.raises(NotFound):
        db.call(write.reprint, alice, 999, tmp_path)


def test_a_folder_that_refuses_leaves_the_letter_kept(db: Database, send: Any) -> None:
    with TemporaryDirectory() as name:  # tmp_path lies where nobody else may enter
        folder = Path(name)
        folder.chmod(0o555)
        with folder_under(as_nobody):
            written = send(folder)
        assert written.path is None
        assert "refuse l’écriture" in written.problem
        assert "est gardé" in written.problem
        assert list(folder.iterdir()) == []
        assert db.call(letter.get, written.letter_id).kind == "confirmation"
        folder.chmod(0o755)
        assert send(folder).letter_id == written.letter_id, "the same key once the folder is repaired"
        assert len(list(folder.iterdir())) == 1


def test_a_full_disk_leaves_the_letter_kept_and_no_partial_file(
    db: Database, ready: Preview, send: Any, tmp_path: Path
) -> None:
    with folder_under(full_disk):
        written = send(tmp_path / "courriers")
    assert written.path is None
    assert "Plus de place" in written.problem
    assert list((tmp_path / "courriers").iterdir()) == []
    assert db.call(letter.content, written.letter_id) == ready.docx
    assert send(tmp_path / "courriers").path.read_bytes() == ready.docx, "once there is room again"


def test_a_file_where_the_folder_should_be_is_said(db: Database, send: Any, tmp_path: Path) -> None:
    (tmp_path / "courriers").write_text("")
    assert "n’est pas un dossier" in send(tmp_path / "courriers").problem
    assert "n’est pas un dossier" in send(tmp_path / "courriers" / "ici", "key-other").problem


def test_nothing_is_overwritten_and_no_link_followed(tmp_path: Path) -> None:
    victim = tmp_path / "victime"
    victim.write_text("intact")
    folder = tmp_path / "courriers"
    folder.mkdir()
    (folder / "a-1.docx").symlink_to(victim)
    (folder / "a-1-2.docx").write_bytes(b"autre")
    path = output.put(b"lettre", folder, "a-1.docx")
    assert (path.name, path.read_bytes()) == ("a-1-3.docx", b"lettre")
    assert victim.read_text() == "intact"
    assert (folder / "a-1-2.docx").read_bytes() == b"autre"


@pytest.mark.parametrize(
    ("family_name", "given_name", "slug"),
    [
        ("Müller", "D’Été-Łuc", "muller-d-ete-luc"),
        ("مرحبا", "", ""),
        ("../../etc/passwd", "", "etc-passwd"),
        ("x" * 200, "y" * 200, "x" * 40),
        ("CON", "; rm -rf", "con-rm-rf"),
    ],
)
def test_a_file_name_is_plain_ascii(
    family_name: str, given_name: str, slug: str, db: Database, alice: Agent, ready: Preview, tmp_path: Path
) -> None:
    from models.person import person
    from models.person.person import PersonForm

    form = PersonForm(family_name=family_name, given_name=given_name)
    somebody = db.call(person.create, alice, form, "CH", "key-somebody")
    written = db.call(write.write, alice, ready, folder=tmp_path, person_id=somebody.id, key="key-name")
    assert written.path is not None
    middle = f"-{slug}-" if slug else "-"
    assert written.path.name == f"confirmation{middle}{written.letter_id}.docx"
    assert len(written.path.name) <= 70
    assert db.call(lambda: file_name(letter.get(written.letter_id))) == written.path.name
