"""From the counter to the envelope: preview a letter, keep it, write its file, print it again."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from letters import output
from letters.fields.context import Context, Value
from letters.fields.kinds import LetterKind
from letters.fields.registry import values
from letters.word.check import template_path
from letters.word.render import read_template, render_bytes, text_of
from models import text
from models.contact import letter
from models.contact.letter import Letter, LetterForm
from models.errors import ComptoirError
from models.person import person
from models.service.agent import Agent


@dataclass(frozen=True, slots=True)
class Preview:
    """A letter as it will leave; ``text`` is read from ``docx`` itself, so the screen shows the letter."""

    kind: LetterKind
    title: str
    text: str
    values: dict[str, Value]
    docx: bytes
    template_sha: str


@dataclass(frozen=True, slots=True)
class Written:
    """A kept letter: where its file is, or the sentence saying why there is none and what to do."""

    letter_id: int
    path: Path | None
    problem: str | None


def preview(kind: LetterKind, context: Context, profile_id: str, own_dir: Path | None = None) -> Preview:
    """What the letter of ``kind`` says about ``context``; keeps and writes nothing.

    Raises :class:`ComptoirError` when a part of the context or the template is missing or wrong.
    """
    said = values(kind, context)
    path = template_path(kind, profile_id, own_dir)
    template = read_template(path)
    docx = render_bytes(template, path.name, said)
    return Preview(kind, kind.label, text_of(docx), said, docx, hashlib.sha256(template).hexdigest())


def write(
    by: Agent,
    ready: Preview,
    *,
    folder: Path,
    person_id: int | None,
    key: str,
    request_id: int | None = None,
    appointment_id: int | None = None,
    orientation_id: int | None = None,
) -> Written:
    """Keep a letter with its journal line, then write its file to ``folder``. Once per ``key``.

    A verb of the database thread. What the folder refuses does not undo the letter: it is kept,
    and ``problem`` says so. A retry with the same ``key`` writes the bytes that were kept first.
    """
    form = LetterForm(
        kind=ready.kind.value,
        title=ready.title,
        content=ready.docx,
        template_sha=ready.template_sha,
        values=ready.values,
        person_id=person_id,
        request_id=request_id,
        appointment_id=appointment_id,
        orientation_id=orientation_id,
    )
    kept = letter.keep(by, form, key)
    return _put(kept, letter.content(kept.id), folder)


def reprint(by: Agent, letter_id: int, folder: Path) -> Written:
    """Write the file of a kept letter again, the same bytes, journaled. Raises ``NotFound``."""
    kept, content = letter.reprinted(by, letter_id)
    return _put(kept, content, folder)


def _put(kept: Letter, content: bytes, folder: Path) -> Written:
    try:
        return Written(kept.id, output.put(content, folder, file_name(kept)), None)
    except ComptoirError as error:
        return Written(kept.id, None, error.message)


def file_name(kept: Letter) -> str:
    """``confirmation-dupont-marie-17.docx``: ASCII, at most 70 characters; never what somebody came for."""
    whose = person.get(kept.person_id).name if kept.person_id is not None else ""
    ascii_only = text.fold(whose).encode("ascii", "ignore").decode()
    slug = "-".join(ascii_only.split())[:40].strip("-")
    return "-".join(part for part in (kept.kind, slug, str(kept.id)) if part) + ".docx"
