"""What a terminal really sends, and what a start may find: a sentence, no traceback, nothing lost."""

import os
import re
from collections.abc import Callable

import pytest

from models.store.database import HISTORY
from tests.terminal.conftest import Open, Site, sign_in
from tests.terminal.terminal import COMPTOIR, Terminal

pytestmark = pytest.mark.pty

NEVER = ("Traceback", "panne imprévue", "Panne imprévue", "Error", 'File "')


@pytest.fixture
def desk(site: Site) -> Terminal:
    """A desk with its receptionist."""
    terminal = site.open_desk()
    terminal.wait_quiet()
    return terminal


def begin_a_form(terminal: Terminal) -> None:
    """An intake of somebody new, the cursor in the given name."""
    terminal.press("f2")
    terminal.type("zbinden+\r")
    terminal.wait_for("Prénom")


def assert_alive(terminal: Terminal) -> None:
    """The program goes on, and has sent no control that data could have carried."""
    terminal.wait_quiet()
    assert terminal.process.poll() is None, terminal.raw[-500:]
    for words in NEVER:
        assert words not in terminal.text
    assert b"\x1b]0;" not in terminal.raw
    assert b"\x9b" not in terminal.raw.decode("utf-8", "replace").encode("latin-1", "ignore")


@pytest.mark.parametrize(
    "words",
    [
        "Zwyssig" * 28,
        "[/bold]",
        "[@click=app.exit]x",
        "محمد العربي",
        "👩‍👩‍👧 Zoé 😀",
        "'; DROP TABLE person; --",
        "\x1b[2J\x1b]0;titre\x07Rouge\x1b[31m",
        "un\tdeux\r\ntrois",
    ],
    ids=["long", "markup", "action", "arabic", "emoji", "sql", "escapes", "lines"],
)
def test_what_is_pasted_is_text_and_is_kept(site: Site, desk: Terminal, words: str) -> None:
    begin_a_form(desk)
    desk.paste(words)
    assert_alive(desk)
    desk.press("escape")
    desk.wait_for("En attente de reprise : 1")
    desk.press("f12")
    desk.wait_for("Prénom")
    desk.type("ZZ")
    desk.wait_for("ZZ")
    assert_alive(desk)


def test_an_escape_sequence_in_a_paste_changes_the_place_of_nothing(desk: Terminal) -> None:
    begin_a_form(desk)
    desk.paste("[/bold] \x1b[31m'; DROP")
    assert "[/bold] '; DROP" in desk.wait_for("DROP")
    desk.type(" fin")
    assert "[/bold] '; DROP fin" in desk.wait_for("fin")
    assert_alive(desk)


def test_a_paste_without_an_end_is_given_and_the_keyboard_goes_on(desk: Terminal) -> None:
    begin_a_form(desk)
    desk.type("\x1b[200~Ursula")
    desk.wait_for("Ursula")
    desk.type(" fin")
    desk.wait_for("Ursula fin")
    assert_alive(desk)


def test_the_marks_of_a_paste_may_come_in_pieces(desk: Terminal) -> None:
    begin_a_form(desk)
    for piece in ("\x1b[20", "0~Ursu", "la\x1b[2", "00~ R\x1b[", "201~", " fin"):
        desk.type(piece)
        desk.wait_quiet(0.03)
    desk.wait_for("Ursula R fin")
    assert_alive(desk)


def test_letters_of_every_script_typed_one_by_one(desk: Terminal) -> None:
    begin_a_form(desk)
    desk.type("Zoé Đorđević ñ ß محمد 😀 fin")
    desk.wait_for("fin")
    assert "Zoé Đorđević" in desk.text
    assert_alive(desk)


def test_unknown_sequences_and_keys_do_nothing(desk: Terminal) -> None:
    begin_a_form(desk)
    desk.type("Ursula")
    # F20, a mouse report, a focus report, a colour, an unfinished sequence; then what Ctrl makes of \ ] ^ _.
    for sequence in (
        "\x1b[34~",
        "\x1b[<0;10;10M",
        "\x1b[I",
        "\x1b]11;rgb:0/0/0\x07",
        "\x1b[?62;c",
        "\x1b[999",
        "~",
    ):
        desk.type(sequence)
        desk.wait_quiet(0.2)
    desk.type("\x1c\x1d\x1e\x1f\x1a\x03\x00")
    desk.wait_quiet()
    desk.wait_for("Ursula")
    assert_alive(desk)


@pytest.mark.parametrize("sent", [b"Andr\xe9", b"\xff\xfe\x80", b"\xc3", b"\xed\xa0\x80"])
def test_bytes_of_another_charset_do_not_end_the_program(desk: Terminal, sent: bytes) -> None:
    begin_a_form(desk)
    desk.type("Ursula")
    desk.wait_for("Ursula")
    desk.type(sent)
    desk.wait_quiet(0.3)
    desk.type("fin")
    desk.wait_for("fin")
    assert "Ursula" in desk.text
    assert_alive(desk)


def test_a_hundred_kilobytes_pasted_say_that_the_field_is_full(desk: Terminal) -> None:
    begin_a_form(desk)
    desk.paste("abcdefghi " * 10_000)
    desk.wait_for("Champ plein")
    desk.to_field("Naissance")
    desk.type("12.3.1980")
    desk.wait_for("12.3.1980")
    assert_alive(desk)


def test_a_page_pasted_without_brackets_goes_through(desk: Terminal) -> None:
    begin_a_form(desk)
    # A Linux console knows no brackets: each letter comes as a key.
    desk.type("abcdefghi " * 300)
    desk.wait_for("Champ plein")
    # Three thousand keys are worked through before this one.
    desk.press("escape")
    desk.wait_for("En attente de reprise : 1", 60)
    assert_alive(desk)


def test_a_small_window_and_back(desk: Terminal) -> None:
    begin_a_form(desk)
    desk.type("Ursula")
    desk.wait_for("Ursula")
    for size in ((60, 20), (30, 8), (132, 43), (80, 24)):
        desk.resize(*size)
        desk.wait_quiet(0.3)
    desk.type("X")
    assert desk.wait_for("UrsulaX").startswith("> Prénom")
    assert desk.lines[0].startswith(" Accueil")
    assert "F10 Menu" in desk.lines[23]
    assert_alive(desk)


def test_an_impossible_date_is_said_and_the_form_stays(site: Site, desk: Terminal) -> None:
    begin_a_form(desk)
    desk.type("Ursula\t31.02.1980")
    desk.press("ctrl+s")
    desk.wait_for("Demande manquante")
    desk.type("loyer\r")
    desk.press("ctrl+s")
    desk.wait_for("existe pas")
    desk.wait_for("Ursula")
    desk.wait_for("31.02.1980")
    assert_alive(desk)


# --- what a start may find


def _wrong_key(site: Site) -> str:
    (site.folder / "comptoir.cle").write_text("ab" * 32)
    return "clé"


def _half_a_key(site: Site) -> str:
    (site.folder / "comptoir.cle").write_text("ab" * 20)
    return "64 chiffres"


def _no_key(site: Site) -> str:
    (site.folder / "comptoir.cle").unlink()
    return "comptoir init"


def _no_database(site: Site) -> str:
    site.path.unlink()
    return "comptoir init"


def _not_a_database(site: Site) -> str:
    site.path.write_bytes(b"Ceci est un texte. " * 500)
    return "base"


def _later_version(site: Site) -> str:
    with site.database() as database:
        # the real clock: nobody reads when it was applied.
        line = f"INSERT INTO {HISTORY} (name, applied) VALUES ('9999_later', '2030-01-01')"
        database.call(database.engine.database.execute_sql, line)
    return "version plus récente"


def _typo_in_the_profile(site: Site) -> str:
    path = site.folder / "profil.toml"
    lines = path.read_text("utf-8").splitlines()
    number = next(n for n, line in enumerate(lines) if line.startswith("nom ="))
    lines[number] = lines[number].replace("nom", "nmo", 1)
    path.write_text("\n".join(lines), "utf-8")
    return "profil.toml"


def _a_broken_profile(site: Site) -> str:
    path = site.folder / "profil.toml"
    path.write_text(path.read_text("utf-8").replace("[service]", "[service", 1), "utf-8")
    return "ligne"


@pytest.mark.parametrize(
    "damage",
    [
        _wrong_key,
        _half_a_key,
        _no_key,
        _no_database,
        _not_a_database,
        _later_version,
        _typo_in_the_profile,
        _a_broken_profile,
    ],
)
def test_a_start_that_cannot_be_says_what_and_what_next(site: Site, damage: Callable[[Site], str]) -> None:
    expected = damage(site)
    before = site.path.read_bytes() if site.path.exists() else b""
    refused = site.open()
    assert refused.exit_code == 1
    assert_plain(refused, expected)
    assert (site.path.read_bytes() if site.path.exists() else b"") == before


def test_a_read_only_folder_says_so(site: Site, open_terminal: Open, needs: Callable[[str], str]) -> None:
    command: tuple[str, ...] = COMPTOIR
    if os.geteuid() == 0:  # root writes everywhere, unless it gives that up
        command = (needs("setpriv"), "--bounding-set=-dac_override", *COMPTOIR)
    site.path.chmod(0o400)
    site.folder.chmod(0o500)
    try:
        refused = open_terminal(command=command, env=site.env)
        assert refused.exit_code == 1
    finally:
        site.folder.chmod(0o700)
    assert_plain(refused, "base")


def test_a_folder_of_letters_that_cannot_be_written_keeps_the_letter(site: Site) -> None:
    blocked = site.folder / "bloqué"
    blocked.write_text("un fichier, pas un dossier")
    terminal = site.open(COMPTOIR_COURRIERS=str(blocked))
    sign_in(terminal, "accueil")
    terminal.wait_for("Salle d’attente")
    terminal.type("dupont marie")
    terminal.wait_for("DUPONT Marie")
    terminal.press("f6")
    terminal.wait_for("Courrier ")
    terminal.press("ctrl+s")
    assert_alive(terminal)


def assert_plain(refused: Terminal, expected: str) -> None:
    """A refusal: few lines of French that say ``expected``, nothing drawn, nothing of Python."""
    said = re.sub(r"\s+", " ", refused.raw.decode())
    assert expected.casefold() in said.casefold(), said
    assert len([line for line in refused.raw.decode().splitlines() if line]) <= 3, said
    assert said.rstrip().endswith((".", "»")), said
    assert b"\x1b" not in refused.raw
    for words in NEVER:
        assert words not in said


def test_a_keyboard_that_is_not_utf8_is_told_so(desk: Terminal) -> None:
    desk.type(b"caf\xe9 ")
    desk.wait_for("Touche illisible")
    assert_alive(desk)


def test_ctrl_l_paints_everything_again(desk: Terminal) -> None:
    desk.wait_quiet(0.3)
    mark, before = desk.received, desk.lines
    desk.press("ctrl+l")
    desk.wait_quiet(0.3)
    assert desk.bytes_since(mark) > 500
    assert desk.lines == before
