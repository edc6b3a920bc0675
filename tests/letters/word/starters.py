"""Writes the templates a site starts with: ``python -m tests.letters.word.starters``.

A service edits them in Word afterwards; here they are made from words, so that a change of layout is
one line and a review can read it. Positions come from the window envelopes: Switzerland, window on
the right (SN 010130), address safe in x 122–193 mm, y 44–69 mm on a C5/6; France (NF Z 11-001, DL),
x 100–190 mm, y 55–79 mm. However the sheet slides in its envelope, nothing but the address may show.
"""

import io
import zipfile
from dataclasses import dataclass
from xml.sax.saxutils import escape

from letters.fields.kinds import NEEDS, LetterKind
from letters.word.check import SHIPPED
from tests.letters.word.bodies import BODIES, Line, each, when

TWIPS = 1440 / 25.4  # twentieths of a point in a millimetre


@dataclass(frozen=True, slots=True)
class Layout:
    """A country's letter, in millimetres: where the address goes, how far down the window can show."""

    language: str
    address: tuple[float, float, float, float]  # x, y, width, height
    sender_width: int
    body_from: int
    closing: str


LAYOUTS = {
    "geneve": Layout(
        "fr-CH",
        (122, 45, 71, 23.5),
        78,
        90,
        "Nous vous prions d’agréer, {{ usager_civilite }}, nos salutations distinguées.",
    ),
    "france": Layout(
        "fr-FR",
        (100, 55.5, 90, 23),
        66,
        92,
        "Nous vous prions d’agréer, {{ usager_civilite }}, l’expression de nos salutations distinguées.",
    ),
}

MARGIN, TOP = 20, 15

# name: (based on, paragraph properties, run properties)
_STYLES = {
    "Expediteur": ("", "", '<w:sz w:val="18"/>'),
    # Six lines, the most an address has (AFNOR XP Z 10-011), fit in the 24 mm of the safe zone.
    "Adresse": ("", '<w:spacing w:line="216" w:lineRule="exact"/>', '<w:sz w:val="20"/>'),
    "LieuDate": ("", '<w:spacing w:after="480"/>', ""),
    "Objet": ("", '<w:spacing w:after="360"/>', "<w:b/>"),
    "Corps": ("", '<w:spacing w:before="160" w:after="120"/>', ""),
    "Fort": ("", '<w:keepNext/><w:spacing w:before="60"/>', "<w:b/>"),
    "Suite": ("", "<w:keepNext/>", ""),
    "Detail": (
        "",
        '<w:tabs><w:tab w:val="left" w:pos="1985"/></w:tabs><w:ind w:left="1985" w:hanging="1985"/>',
        "",
    ),
    "Liste": (
        "",
        '<w:tabs><w:tab w:val="left" w:pos="425"/></w:tabs><w:ind w:left="425" w:hanging="425"/>',
        "",
    ),
    "Signature": ("", '<w:keepLines/><w:spacing w:before="720"/>', ""),
}

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def _twips(millimetres: float) -> int:
    return round(millimetres * TWIPS)


def _paragraph(style: str, words: str, properties: str = "") -> str:
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    runs = "<w:r><w:tab/></w:r>".join(
        f'<w:r><w:t xml:space="preserve">{escape(part)}</w:t></w:r>' for part in words.split("\t")
    )
    return f"<w:p><w:pPr>{named}{properties}</w:pPr>{runs}</w:p>"


def _frame(x: float, y: float, width: float, height: float) -> str:
    """A paragraph at a fixed place of the page. Text stays below it, even where it would fit beside."""
    return (
        f'<w:framePr w:w="{_twips(width)}" w:h="{_twips(height)}" w:hRule="atLeast" w:wrap="notBeside" '
        f'w:vAnchor="page" w:hAnchor="page" w:x="{_twips(x)}" w:y="{_twips(y)}"/>'
    )


def _framed(lines: list[Line], frame: str) -> str:
    return "".join(_paragraph(style, words, frame if style else "") for style, words in lines)


def document_xml(kind: LetterKind, layout: Layout) -> str:
    """The body of one template: sender, address, place and date, object, words, closing, signature."""
    sender = [
        *when("service_nom", ("Expediteur", "{{ service_nom }}")),
        *each("service_adresse", "Expediteur", "{{ ligne }}"),
        *when("service_telephone", ("Expediteur", "Tél. {{ service_telephone }}")),
        *when("service_courriel", ("Expediteur", "{{ service_courriel }}")),
    ]
    # The sender's frame is as high as the window can show, so that the body starts below the window.
    body = _framed(sender, _frame(MARGIN, TOP, layout.sender_width, layout.body_from - TOP))
    body += _framed(each("usager_adresse", "Adresse", "{{ ligne }}"), _frame(*layout.address))
    # A tab, not an indent: an indented line fits beside the sender's frame, and LibreOffice puts it there.
    column = f'<w:tabs><w:tab w:val="left" w:pos="{_twips(layout.address[0] - MARGIN)}"/></w:tabs>'
    body += _paragraph("LieuDate", "\t{{ lieu_et_date }}", column)
    body += _paragraph("Objet", NEEDS[kind].subject)
    words = list(BODIES[kind])
    if kind is not LetterKind.ATTESTATION:  # it is shown to others, and greets nobody
        words = [("Corps", "{{ usager_civilite }},"), *words, ("Corps", layout.closing)]
    words.append(("Signature", "{{ agent_nom }}"))
    body += "".join(_paragraph(style, line) for style, line in words)
    page = (
        '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/>'
        f'<w:pgMar w:top="{_twips(TOP + 5)}" w:right="{_twips(MARGIN)}" w:bottom="{_twips(20)}" '
        f'w:left="{_twips(MARGIN)}" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr>'
    )
    return f"{_HEAD}<w:document {_W}><w:body>{body}{page}</w:body></w:document>"


def styles_xml(language: str) -> str:
    """11 points of Arial, which LibreOffice replaces by Liberation Sans of the same widths."""
    fonts = "".join(f' w:{script}="Arial"' for script in ("ascii", "hAnsi", "cs", "eastAsia"))
    defaults = (
        f'<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts{fonts}/><w:sz w:val="22"/><w:szCs w:val="22"/>'
        f'<w:lang w:val="{language}"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>'
        '<w:spacing w:before="0" w:after="0" w:line="259" w:lineRule="auto"/></w:pPr>'
        "</w:pPrDefault></w:docDefaults>"
    )
    normal = '<w:style w:type="paragraph" w:default="1" w:styleId="Normal">'
    normal += '<w:name w:val="Normal"/><w:qFormat/></w:style>'
    others = "".join(
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{name}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="{base or "Normal"}"/><w:qFormat/><w:pPr>{paragraph}</w:pPr>'
        f"<w:rPr>{run}</w:rPr></w:style>"
        for name, (base, paragraph, run) in _STYLES.items()
    )
    return f"{_HEAD}<w:styles {_W}>{defaults}{normal}{others}</w:styles>"


def parts(kind: LetterKind, layout: Layout) -> dict[str, str]:
    """The files inside one .docx. No author, no macro, no thumbnail."""
    relation = f'<Relationship Id="{{}}" Type="{_OFFICE}/{{}}" Target="{{}}"/>'
    relations = f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{{}}</Relationships>'
    core = f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" '
    core += 'Target="docProps/core.xml"/>'
    override = f'<Override PartName="/word/{{0}}.xml" ContentType="{_WORD}.{{1}}+xml"/>'
    names = (("document", "document.main"), ("styles", "styles"), ("settings", "settings"))
    return {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        + "".join(override.format(*name) for name in names)
        + '<Override PartName="/docProps/core.xml" '
        'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>',
        "_rels/.rels": relations.format(
            relation.format("rId1", "officeDocument", "word/document.xml") + core
        ),
        "word/_rels/document.xml.rels": relations.format(
            relation.format("rId1", "styles", "styles.xml")
            + relation.format("rId2", "settings", "settings.xml")
        ),
        "word/document.xml": document_xml(kind, layout),
        "word/styles.xml": styles_xml(layout.language),
        "word/settings.xml": f'{_HEAD}<w:settings {_W}><w:compat><w:compatSetting w:name="compatibilityMode" '
        'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>',
        "docProps/core.xml": f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{NEEDS[kind].subject}</dc:title></cp:coreProperties>",
    }


def docx(kind: LetterKind, layout: Layout) -> bytes:
    """One template, the same bytes every time."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as package:
        for name, content in parts(kind, layout).items():
            package.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return output.getvalue()


def main() -> None:
    """Write the templates of every layout below ``letters/templates``."""
    for name, layout in LAYOUTS.items():
        (SHIPPED / name).mkdir(parents=True, exist_ok=True)
        for kind in LetterKind:
            (SHIPPED / name / f"{kind}.docx").write_bytes(docx(kind, layout))


if __name__ == "__main__":
    main()
