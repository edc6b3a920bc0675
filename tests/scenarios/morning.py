"""A morning at the counter as keys: thirteen visitors, eight calls, in the order they come. All are invented.

What they say is that of everyday requests: rights that end, a cut of electricity, fear of going home. Whom
the service knows before nine, and who is expected, is made by :func:`before_nine`.
"""

from datetime import date, time, timedelta

from models import clock
from models.agenda import agenda
from models.agenda.appointment import Booking
from models.person import person
from models.person.person import PersonForm
from models.service import agent
from models.service.agent import Agent
from models.service.permission import Role
from models.service.venue import Venue
from models.store.database import Database
from tests.scenarios.script import (
    GENEVA_PHONE,
    GENEVA_WALK_IN_BEGUN,
    GENEVA_WALK_IN_ENDED,
    See,
    Step,
    To,
    Type,
    press,
)

# The Monday on which the tests stand.
DAY = date(2026, 11, 23)
# Family name, given name, telephone; whom they see, when, and how.
EXPECTED = (
    ("Rochat", "Jean", "079 555 01 03", "favre", time(9, 30), Venue.ON_SITE),
    ("Bekele", "Sara", "079 555 01 04", "rey", time(10), Venue.ON_SITE),
    ("Arnaud", "Luc", "079 555 01 05", "favre", time(10, 30), Venue.ON_SITE),
    ("Lopes", "Maria", "079 555 01 06", "rey", time(11), Venue.PHONE),
)


def before_nine(db: Database, by: Agent) -> None:
    """Whom the service knows, and who is expected today; booked as the day begins."""
    workers = {one.login: one for one in db.call(agent.everyone, Role.SOCIAL_WORKER)}
    with clock.frozen(clock.at(DAY, time(7))):
        db.call(person.create, by, PersonForm(family_name="Dupont", given_name="Marie"), "CH", "dupont")
        for family, given, phone, login, hour, venue in EXPECTED:
            form = PersonForm(family_name=family, given_name=given, phone=phone)
            who = db.call(person.create, by, form, "CH", family)
            start = clock.at(DAY, hour)
            end = start + timedelta(minutes=30)
            booking = Booking(who.id, "suivi", workers[login].id or 0, start, end, venue)
            db.call(agenda.book, by, booking, f"book-{family}")


def walks_in(name: str, theme: str, words: str, *keys: str) -> tuple[Step, ...]:
    """F2 for somebody, new with « + »; then what they say, and the ``keys`` that answer from there."""
    return (
        press("f2"),
        Type(name),
        press("enter"),
        To("Demande"),
        Type(theme),
        press("enter"),
        To("En ses mots"),
        Type(words),
        press("enter", *keys),
    )


def outcome(key: str, seen: str) -> tuple[Step, ...]:
    """What happens now, and what is then said."""
    return (To("Ensuite"), press(key, "ctrl+s"), See(seen))


def calls(caller: str, theme: str, words: str, *keys: str) -> tuple[Step, ...]:
    """F3, who calls, and what about; then the ``keys`` that answer from there."""
    return (
        press("f3"),
        See("Téléphone depuis"),
        press(caller),
        To("Demande"),
        Type(theme),
        press("enter"),
        To("En ses mots"),
        Type(words),
        press("enter", *keys),
    )


MORNING: tuple[Step, ...] = (
    # 1: the last unemployment benefit came.
    *walks_in("keller anna+", "chom", "plus rien pour janvier", "n"),
    *outcome("a", "KELLER Anna attend"),
    # 2: papers to hand in; does not want to wait.
    *walks_in("perret luc+", "attestation", "une attestation", "n"),
    *outcome("a", "PERRET Luc attend"),
    press("down", "down", "p"),
    See("PERRET Luc : n’attend plus"),
    press("slash"),
    # Call 1: a wrong number.
    press("f3"),
    See("Téléphone depuis"),
    press("9", "ctrl+s"),
    See("Appel noté"),
    # 3: expected at 10:00, a little early.
    press("f2"),
    Type("bekele"),
    press("enter"),
    See("rendez-vous de 10:00 avec Mme Rey"),
    press("ctrl+s"),
    See("BEKELE Sara attend"),
    # 4: expected at 09:30, late.
    See("retard"),
    press("f2"),
    Type("rochat"),
    press("enter"),
    See("rendez-vous de 09:30 avec M. Favre, retard"),
    press("ctrl+s"),
    See("ROCHAT Jean attend"),
    # 5: afraid to go home. Whoever waits, she is first.
    *walks_in("moreau lea+", "menaces", "il attend en bas", "o"),
    See("N0"),
    *outcome("a", "MOREAU Lea attend"),
    # Call 2: a partner, about somebody the service knows.
    press("f3", "3"),
    To("Pour qui"),
    Type("dupont"),
    press("enter"),
    To("Demande"),
    Type("poursuites"),
    press("enter"),
    To("En ses mots"),
    Type("un avis est parti"),
    press("enter", "n"),
    *outcome("i", "Appel noté"),
    # 6: no electricity since this morning, a baby of three months.
    *walks_in("silva rosa+", "coupure", "coupés ce matin, un bébé", "n", "n", "o"),
    *outcome("a", "SILVA Rosa attend"),
    # 7: debts; and, a moment later, the rent as well: one ticket.
    *walks_in("dupont", "dett", "les poursuites", "n"),
    *outcome("a", "DUPONT Marie attend"),
    press("f2"),
    Type("dupont"),
    press("enter"),
    See("ajouter à son ticket"),
    To("Demande"),
    Type("loyer"),
    press("enter"),
    *outcome("a", "Ajouté au n°"),
    # Call 3: a colleague of another service leaves word.
    *calls("4", "attestation", "une attestation manque", "n"),
    To("Ensuite"),
    press("m"),
    To("À"),
    Type("rey"),
    press("enter"),
    To("Message"),
    Type("rappeler la caisse"),
    press("ctrl+s"),
    See("Appel noté"),
    # 8: a letter to read; gives no name.
    *walks_in("*", "courrier", "une lettre de la commune", "n"),
    *outcome("i", "anonyme"),
    # Call 4: a daughter, to be called back in the afternoon.
    press("f3", "2"),
    To("Numéro"),
    Type("079 555 01 08"),
    To("Demande"),
    Type("retraite"),
    press("enter"),
    To("En ses mots"),
    Type("aide à domicile"),
    press("enter", "n"),
    To("Ensuite"),
    press("b"),
    To("Rappeler"),
    Type("14:30"),
    press("ctrl+s"),
    See("Appel noté"),
    # 9, and call 5 in the middle of it: an appointment each, with its letter.
    *GENEVA_WALK_IN_BEGUN,
    *GENEVA_PHONE,
    *GENEVA_WALK_IN_ENDED,
    # 10: seven months pregnant, no insurance, no papers: word to the social worker.
    *walks_in("haddad nadia+", "soins", "enceinte, peur d’y aller", "n"),
    To("Ensuite"),
    press("m"),
    To("À"),
    Type("favre"),
    press("enter"),
    To("Message"),
    Type("à voir avec la maternité"),
    press("ctrl+s"),
    See("HADDAD Nadia"),
    # Call 6: a school is worried about a child; the danger was not asked yet, nobody said what comes next.
    *calls("3", "école", "des bleus, il ne parle plus"),
    press("ctrl+s"),
    See("La question du danger"),
    # 11: a tax form; called back tomorrow.
    *walks_in("costa paulo+", "impots", "la déclaration", "n"),
    To("Ensuite"),
    press("b"),
    To("Rappeler"),
    Type("demain 9h"),
    To("Au numéro"),
    Type("079 555 01 09"),
    press("ctrl+s"),
    See("COSTA Paulo"),
    # 12: her permit ends.
    *walks_in("nguyen binh+", "permis", "fin du permis B", "n"),
    *outcome("i", "NGUYEN Binh"),
    # Call 7: she is expected on the telephone at 11:00 and asks whether that stands.
    press("f3", "1"),
    To("Pour qui"),
    Type("lopes"),
    press("enter"),
    To("Demande"),
    Type("suivi"),
    press("enter"),
    To("En ses mots"),
    Type("est-ce que ça tient"),
    press("enter", "n"),
    *outcome("i", "Appel noté"),
    # 13: expected at 10:30; her worker is held up, she comes back in the afternoon, and then stays after all.
    press("f2"),
    Type("arnaud"),
    press("enter"),
    See("rendez-vous de 10:30 avec M. Favre"),
    press("ctrl+s"),
    See("ARNAUD Luc attend"),
    Type("arnaud"),
    See("ARNAUD Luc"),
    press("f5"),
    See("> 10:30"),
    press("d"),
    To("Créneau"),
    Type("aujourd’hui après 14h"),
    See("Compris"),
    press("enter", "ctrl+s"),
    See("Rendez-vous déplacé"),
    press("escape"),
    See("Agenda"),
    press("u"),
    See("de nouveau lundi 23 novembre à 10:30"),
    press("escape"),
    See("Salle d’attente"),
    # Call 8: what the office is open for.
    *calls("1", "permis", "où aller pour le permis", "n"),
    *outcome("i", "Appel noté"),
    # 2 again: back after an hour.
    press("f2"),
    Type("perret"),
    press("enter"),
    See("départ sans attendre"),
    press("ctrl+s"),
    See("PERRET Luc attend"),
    # The first to be called is who is in danger; somebody takes her at once.
    press("down", "n"),
    See("MOREAU Lea : numéro appelé"),
    press("t"),
    See("Quelle suite"),
    press("i"),
    See("MOREAU Lea : entretien terminé"),
)
