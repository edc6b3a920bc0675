"""A value stays what it is; a template can neither break out nor break down without saying where."""

import errno
import io
import zipfile
from pathlib import Path
from time import perf_counter

import pytest
from docx import Document
from docx.oxml import parse_xml
from hypothesis import given
from hypothesis import strategies as st

from letters.fields.kinds import LetterKind
from letters.fields.registry import samples
from letters.word.check import template_path
from letters.word.render import TemplateProblem, render, render_bytes, text_of
from models import text
from models.errors import reason
from tests.letters.word.starters import LAYOUTS, docx

HOSTILE = [
    "{{ agent_nom }} {% for x in pieces %} {# non #}",
    "{_{ _ }_} {_% %_}",
    "<w:t>&amp;</w:t> & < > \" ' ]]>",
    "[/bold] [@click=app.exit]x [b]",
    "'; DROP TABLE person; --",
    "👩‍💻 🏠",
    "مرحبا بالعالم",
    "é" * 200,
    "${x} #{y} \\1 \\g<0>",
]


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize("kind", LetterKind)
def test_a_hostile_value_is_just_text(kind: LetterKind, value: str) -> None:
    value = text.clean(value)
    said = {
        name: value if isinstance(sample, str) else [value, value] for name, sample in samples(kind).items()
    }
    letter = text_of(render(template_path(kind, "geneve"), said))
    assert letter.count(value) >= 8
    assert Document(io.BytesIO(render(template_path(kind, "france"), said))).paragraphs


@given(st.text(max_size=60).map(lambda raw: text.clean(text.clean(raw))).filter(bool))
def test_any_cleaned_text_survives(value: str) -> None:
    said = samples(LetterKind.CONFIRMATION) | {"agent_nom": value, "rdv_apporter": [value]}
    lines = text_of(
        render_bytes(docx(LetterKind.CONFIRMATION, LAYOUTS["geneve"]), "essai", said)
    ).splitlines()
    expected = "".join(
        letter for letter in value if letter not in "\ufffe\uffff" and not "\ud800" <= letter <= "\udfff"
    )
    assert lines[-1] == expected.strip(" ") or not expected.strip()
    assert f"– {expected}".rstrip(" ") in lines


def test_what_a_document_cannot_hold_is_left_out(template: object) -> None:
    said = samples(LetterKind.CONFIRMATION) | {"agent_nom": "a\x00b\x1bc\ud800d\ufffee\x85f"}
    assert text_of(render(template_path(LetterKind.CONFIRMATION, "geneve"), said)).endswith("abcdef")


def test_lists_become_paragraphs_and_pieces_are_numbered() -> None:
    said = samples(LetterKind.PIECES) | {"pieces": ["un", "deux", "trois"]}
    lines = text_of(render(template_path(LetterKind.PIECES, "geneve"), said)).splitlines()
    assert lines[lines.index("1. un") :][:3] == ["1. un", "2. deux", "3. trois"]


REPROACHES = ("manqu", "absen", "présent", "excus", "sanction", "suspen", "conséquen", "dossier", "obligé")


@pytest.mark.parametrize("profile", LAYOUTS)
@pytest.mark.parametrize("free", [True, False])
def test_the_letter_after_an_absence_is_neutral_and_says_what_to_do(profile: str, free: bool) -> None:
    said = samples(LetterKind.ABSENCE) | ({} if free else {"creneaux": []})
    words = text_of(render(template_path(LetterKind.ABSENCE, profile), said))
    assert f"appelez-nous au {said['service_telephone']}" in words
    assert str(said["service_horaires"]) in words
    assert ("s’il est encore libre" in words) is free
    assert ("convenir d’une autre date" in words) is not free
    body = words[words.index("Le rendez-vous prévu") :].lower()
    assert not [one for one in REPROACHES if one in body]


def test_an_empty_field_leaves_no_line() -> None:
    said = samples(LetterKind.CONFIRMATION) | {
        "rdv_acces": "",
        "rdv_apporter": [],
        "service_nom": "",
        "service_courriel": "",
    }
    letter = text_of(render(template_path(LetterKind.CONFIRMATION, "geneve"), said))
    assert letter.startswith("Rue de la Fontaine 3")
    assert "Accès" not in letter
    assert "apporter" not in letter


def test_an_unknown_field_is_named_with_the_template_and_the_nearest_one(template: object) -> None:
    path = template("confirmation", "Bonjour {{ usager_adrese }}")  # type: ignore[operator]
    with pytest.raises(TemplateProblem) as problem:
        render(path, samples(LetterKind.CONFIRMATION))
    assert problem.value.field == "usager_adrese"
    assert "confirmation.docx" in problem.value.message
    assert "peut-être « usager_adresse »" in problem.value.message


@pytest.mark.parametrize(
    "words",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ agent_nom.upper() }}",
        "{{ 'x' * 999999999 }}",
        "{{ '%999999999d' % 1 }}",
        "{% for i in range(99999999) %}x{% endfor %}",
        "{{ agent_nom|attr('__class__') }}",
        "{{ agent_nom|safe }}",
        "{% macro f() %}x{% endmacro %}{{ f() }}",
        "{% include 'x' %}",
        "{{ cycler.__init__ }}",
        "{{ 1 / 0 }}",
    ],
)
def test_a_template_cannot_do_anything_but_say(words: str, template: object) -> None:
    start = perf_counter()
    with pytest.raises(TemplateProblem, match=r"confirmation\.docx"):
        render(template("confirmation", words), samples(LetterKind.CONFIRMATION))  # type: ignore[operator]
    assert perf_counter() - start < 5


@pytest.mark.parametrize(
    "words", ["{{ agent_nom", "{% if %}x", "{{ agent_nom }} {% endfor %}", "{% for x in pieces %}x"]
)
def test_broken_braces_are_explained(words: str, template: object) -> None:
    with pytest.raises(TemplateProblem) as problem:
        render(template("pieces", words, "fin"), samples(LetterKind.PIECES))  # type: ignore[operator]
    assert "accolades" in problem.value.message


def _package(**parts: bytes) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return output.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"du texte",
        _package(),
        _package(**{"[Content_Types].xml": b"<Types"}),
        docx(LetterKind.PIECES, LAYOUTS["geneve"])[:900],
    ],
)
def test_what_is_no_docx_is_said_to_be_none(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "pieces.docx"
    path.write_bytes(content)
    with pytest.raises(TemplateProblem, match=r"pieces\.docx.*\.docx lisible"):
        render(path, samples(LetterKind.PIECES))


def test_a_template_that_is_gone_is_said_to_be_unreadable(tmp_path: Path) -> None:
    with pytest.raises(TemplateProblem, match=r"pieces\.docx.*illisible"):
        render(tmp_path / "pieces.docx", {})


def test_text_is_read_from_headers_tables_lists_and_boxes_in_order() -> None:
    document = Document()
    document.sections[0].header.paragraphs[0].text = "en-tête"
    document.sections[0].footer.paragraphs[0].text = "pied"
    document.add_paragraph("avant")
    table = document.add_table(2, 2)
    for cell, words in zip([*table.rows[0].cells, *table.rows[1].cells], "abcd", strict=True):
        cell.text = words
    document.add_paragraph("puce", style="List Bullet")
    box = document.add_paragraph("cadre :")
    box._p.append(
        parse_xml(
            '<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
            'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
            "<mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>dedans</w:t></w:r></w:p></w:txbxContent>"
            "</mc:Choice><mc:Fallback><w:txbxContent><w:p><w:r><w:t>dedans</w:t></w:r></w:p></w:txbxContent>"
            "</mc:Fallback></mc:AlternateContent></w:r>"
        )
    )
    output = io.BytesIO()
    document.save(output)
    lines = [line for line in text_of(output.getvalue()).splitlines() if line]
    assert lines == ["en-tête", "avant", "a  b", "c  d", "- puce", "cadre :", "dedans", "pied"]


def test_one_letter_is_quick(capsys: pytest.CaptureFixture[str]) -> None:
    path = template_path(LetterKind.CONFIRMATION, "geneve")
    render(path, samples(LetterKind.CONFIRMATION))
    start = perf_counter()
    words = text_of(render(path, samples(LetterKind.CONFIRMATION)))
    taken = 1000 * (perf_counter() - start)
    assert str(samples(LetterKind.CONFIRMATION)["rdv_date"]) in words
    # Ten times the budget: the figure is for reading, only a letter that drags fails.
    assert taken < 600
    with capsys.disabled():
        print(f"\none letter: {taken:.1f} ms (budget 60)")  # noqa: T201


@pytest.mark.parametrize(
    "words",
    [
        "{{ agent_nom.upper() }}",
        "{{ agent_nom.x }}",
        "{{ agent_nom | tojson }}",
        "{{ agent_nom",
        "{{ 3 * 'x' }}",
    ],
)
def test_what_jinja_says_in_english_is_kept_for_the_log_and_said_in_french(
    words: str, template: object
) -> None:
    with pytest.raises(TemplateProblem) as problem:
        render(template("pieces", words, "fin"), samples(LetterKind.PIECES))  # type: ignore[operator]
    cause = problem.value.__cause__
    assert cause is not None
    assert str(cause) not in problem.value.message
    assert "Vérifiez les {{ }}" in problem.value.message or "Écrivez le champ seul" in problem.value.message


def test_why_the_system_refuses_is_said_in_french(tmp_path: Path) -> None:
    (tmp_path / "pieces.docx").mkdir()
    with pytest.raises(TemplateProblem, match=r"c’est un dossier, pas un fichier\. Vérifiez le chemin"):
        render(tmp_path / "pieces.docx", {})
    odd = OSError(errno.EIO, "Input/output error")
    assert reason(odd) == "le système refuse (EIO). Vérifiez le chemin et vos droits"
