"""A template of another program is told apart before a letter prints its braces."""

import zipfile
from pathlib import Path
from typing import Any

import pytest

from letters.fields.kinds import LetterKind
from letters.word.check import check_template

NEEDED = "{{ usager_adresse }} {{ pieces }} {{ delai }}"


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("Madame {usager_nom}", "« {usager_nom} » s’imprimerait tel quel. Écrivez {{ usager_nom }}."),
        ("Madame { usager_nom }", "{{ usager_nom }}"),
        ("Madame «usager_nom»", "« «usager_nom» » s’imprimerait tel quel. Écrivez {{ usager_nom }}."),
        ("Madame [[usager_nom]]", "« [[usager_nom]] » s’imprimerait tel quel. Écrivez {{ usager_nom }}."),
        ("Madame <<Usager_Nom>>", "{{ usager_nom }}"),
        ("Madame ${usager_nom}", "{{ usager_nom }}"),
        ("Madame %usager_nom%", "{{ usager_nom }}"),
        ("Madame {nom_de_la_personne}", "« {nom_de_la_personne} » s’imprimerait tel quel."),
        ("Madame «MT_TITRE»", "un champ de la liste du guide"),
    ],
)
def test_braces_of_another_program_are_named_with_what_to_write(
    template: Any, written: str, told: str
) -> None:
    (said,) = check_template(template("pieces", NEEDED, written), LetterKind.PIECES)
    assert told.replace("« ", "«\u00a0").replace(" »", "\u00a0»") in said


def test_what_only_looks_like_braces_is_no_matter(template: Any) -> None:
    words = (
        "Le mot « dossier », 50 % ou 100 %, [1], {1, 2}, «\u00a0pièce\u00a0» et << ceci ou cela >>.",
        "{% if usager_nom %}{{ usager_nom }}{% endif %} {# une remarque #}",
    )
    assert check_template(template("pieces", NEEDED, *words), LetterKind.PIECES) == []


def _with(path: Path, xml: str) -> Path:
    """The template at ``path`` with ``xml`` as the first thing of its body."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["word/document.xml"] = parts["word/document.xml"].replace(b"<w:body>", b"<w:body>" + xml.encode())
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def _field(*runs: str) -> str:
    cut = "".join(f'<w:r><w:instrText xml:space="preserve">{run}</w:instrText></w:r>' for run in runs)
    return (
        f'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>{cut}'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>«usager_nom»</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )


@pytest.mark.parametrize(
    ("xml", "told"),
    [
        (_field(" MERGEFIELD usager_nom "), "champ de fusion"),
        (_field(" MERGE", 'FIELD "usager_nom" \\* MERGEFORMAT '), "{{ usager_nom }}"),
        ('<w:p><w:fldSimple w:instr=" MERGEFIELD usager_nom "><w:r><w:t>x</w:t></w:r></w:fldSimple></w:p>',
         "champ de fusion"),
        ('<w:p><w:fldSimple w:instr=" DATE \\@ d "><w:r><w:t>x</w:t></w:r></w:fldSimple></w:p>',
         "calcule lui-même le champ DATE"),
        ('<w:p><w:del w:id="1" w:author="a"><w:r><w:delText>non</w:delText></w:r></w:del></w:p>',
         "modifications suivies"),
        ('<w:sdt><w:sdtPr><w:alias w:val="Nom"/><w:dataBinding w:xpath="/a" w:storeItemID="b"/></w:sdtPr>'
         "<w:sdtContent><w:p/></w:sdtContent></w:sdt>", "est liée à des données du document"),
    ],
)  # fmt: skip
def test_what_word_would_fill_or_work_out_itself_is_named(template: Any, xml: str, told: str) -> None:
    (said,) = check_template(_with(template("pieces", NEEDED), xml), LetterKind.PIECES)
    assert told in said


def test_page_numbers_and_links_stay(template: Any) -> None:
    xml = (
        '<w:p><w:fldSimple w:instr=" PAGE "/><w:fldSimple w:instr=" NUMPAGES "/>'
        '<w:fldSimple w:instr=" HYPERLINK &quot;https://service.example&quot; "/></w:p>'
    )
    assert check_template(_with(template("pieces", NEEDED), xml), LetterKind.PIECES) == []
