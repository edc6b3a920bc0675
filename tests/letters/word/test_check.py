"""A template is told apart before somebody waits for its letter."""

from pathlib import Path
from typing import Any

import pytest

from letters.fields.kinds import LetterKind
from letters.word.check import SHIPPED, check_all, check_template, template_path
from models.errors import ComptoirError
from tests.letters.word.starters import LAYOUTS, docx


@pytest.mark.parametrize("profile", LAYOUTS)
def test_the_shipped_templates_are_sound(profile: str) -> None:
    assert check_all(profile) == []


def test_the_service_own_template_wins(tmp_path: Path) -> None:
    assert template_path(LetterKind.PIECES, "geneve", tmp_path) == SHIPPED / "geneve" / "pieces.docx"
    (tmp_path / "pieces.docx").write_bytes(b"")
    assert template_path(LetterKind.PIECES, "geneve", tmp_path) == tmp_path / "pieces.docx"
    assert template_path(LetterKind.ATTESTATION, "geneve", tmp_path).parent == SHIPPED / "geneve"


def test_a_profile_without_templates_says_what_to_copy(tmp_path: Path) -> None:
    with pytest.raises(ComptoirError, match=r"« lausanne ».*« pieces\.docx ».*Copiez"):
        template_path(LetterKind.PIECES, "lausanne", tmp_path)
    assert len(check_all("lausanne", tmp_path)) == len(LetterKind)


def test_unknown_fields_and_missing_ones_are_both_said(template: Any) -> None:
    path = template("pieces", "{{ usager_adresse }} {{ piece }} {{ rdv_date }}", "{{ delai }}")
    unknown, other, missing = check_template(path, LetterKind.PIECES)
    assert "champ inconnu « piece » (peut-être « pieces »)" in unknown
    assert "« rdv_date »" in other
    assert "il y manque {{ pieces }}" in missing


def test_broken_braces_and_broken_files_are_said(template: Any, tmp_path: Path) -> None:
    assert "accolades" in check_template(template("pieces", "{{ pieces"), LetterKind.PIECES)[0]
    broken = tmp_path / "pieces.docx"
    broken.write_bytes(b"PK")
    assert "lisible" in check_template(broken, LetterKind.PIECES)[0]
    assert "illisible" in check_template(tmp_path / "rien.docx", LetterKind.PIECES)[0]


def test_what_only_fails_when_rendered_is_said(template: Any) -> None:
    path = template("pieces", "{{ usager_adresse }} {{ delai }} {{ pieces.__class__.mro() }}")
    assert "plus que montrer un champ" in check_template(path, LetterKind.PIECES)[0]


def test_a_file_of_no_kind_is_said_and_an_open_one_is_not(tmp_path: Path) -> None:
    (tmp_path / "piece.docx").write_bytes(docx(LetterKind.PIECES, LAYOUTS["geneve"]))
    (tmp_path / "~$pieces.docx").write_bytes(b"")
    (problem,) = check_all("geneve", tmp_path)
    assert "« piece.docx »" in problem


@pytest.mark.parametrize("name", ["pieces.dotx", "pieces.odt", "pieces.DOC"])
def test_a_template_in_another_format_is_not_left_unread_in_silence(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"")
    (problem,) = check_all("geneve", tmp_path)
    assert name in problem and "format .docx" in problem


def test_a_template_split_by_word_still_counts(tmp_path: Path) -> None:
    from docx import Document

    document = Document()
    paragraph = document.add_paragraph()
    for run in ("{{ usager_", "adresse }} {", "{ pieces }", "} {{ del", "ai }}"):
        paragraph.add_run(run)
    document.save(str(tmp_path / "pieces.docx"))
    assert check_all("geneve", tmp_path) == []
