"""``comptoir modeles``: the shipped templates, copied for somebody to edit."""

from pathlib import Path

from letters.fields.kinds import LetterKind
from letters.word.check import SHIPPED
from tests.comptoir.conftest import Office

NAMES = {f"{kind.value}.docx" for kind in LetterKind}


def test_the_templates_of_the_profile_are_copied_and_serve_once_the_setting_is_written(
    office: Office, home: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "Nos modèles" / "Word"
    done = office("modeles", str(folder))
    assert (done.code, done.err) == (0, "")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {
        name: (SHIPPED / "geneve" / name).read_bytes() for name in NAMES
    }
    settings = home / ".config/comptoir/reglages.toml"
    assert str(settings) in done.out
    settings.write_text(done.out.splitlines()[-1] + "\n", "utf-8")
    assert office("check").code == 0
    assert "Comptoir se sert de ce dossier" in office("modeles", str(folder)).out
    assert f"({settings}:1)" in office("modeles", str(tmp_path / "autre")).out


def test_a_template_that_is_there_is_never_replaced(office: Office, tmp_path: Path) -> None:
    mine = tmp_path / "attestation.docx"
    mine.write_text("le nôtre", "utf-8")
    said = office("modeles", str(tmp_path)).out
    assert mine.read_text("utf-8") == "le nôtre"
    assert f"{mine} : déjà là, gardé." in said
    assert (tmp_path / "pieces.docx").exists()


def test_a_folder_that_cannot_be_written_is_said(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "fichier"
    file.touch()
    done = office("modeles", str(file))
    assert (done.code, done.out) == (1, "")
    assert "Modèles non copiés" in done.err


def test_a_profile_of_the_service_starts_from_the_templates_of_its_country(
    office: Office, home: Path, tmp_path: Path
) -> None:
    profile = home / ".config/comptoir/profil.toml"
    profile.write_text(profile.read_text("utf-8").replace('id = "geneve"', 'id = "vaud"', 1), "utf-8")
    assert office("modeles", str(tmp_path / "ici")).code == 0
    copied = (tmp_path / "ici" / "pieces.docx").read_bytes()
    assert copied == (SHIPPED / "geneve" / "pieces.docx").read_bytes()
