"""The forms of an absence, of a range and of a closure, line by line."""

from collections.abc import Sequence

from models import clock, text
from models.agenda.misfit import Misfit
from models.hours.opening_range import OpeningRange
from models.service.agent import Agent
from models.service.site import Site
from screens.frame.forms import Choice, ChoiceField, Item, Note, Option, PickField, TextField, Values, typed
from screens.hours.read import ONCE

TITLES = {"absence": "Absence", "range": "Plage", "closure": "Fermeture"}
# What a refusal names, and the field of the form that says it when it is called otherwise.
FIELDS = {
    "starts_at": "from",
    "ends_at": "to",
    "starts_on": "first",
    "ends_on": "last",
    "rule": "days",
    "exceptions": "except",
}
WEEKS = (1, 2, 4)
AGAIN = (
    Choice("0", ONCE, "une fois"),
    *(Choice(str(n), str(n), "chaque semaine" if n == 1 else f"toutes les {n} semaines") for n in WEEKS),
)


def agent_options(agents: Sequence[Agent], words: str) -> list[Option]:
    """The agents whose name or login contains ``words``."""
    wanted = text.fold(words)
    return [
        Option(str(one.id), one.name, one.name)
        for one in agents
        if wanted in text.fold(f"{one.name} {one.login}")
    ]


def items(kind: str, values: Values, sites: Sequence[Site], before: OpeningRange | None) -> list[Item]:
    """The fields of a form; what is rarely said is passed over by Enter."""
    if kind == "range":
        return _range_items(values, sites, before)
    found: list[Item] = [PickField("agent", "Qui", hint="nom de l’agent")] if kind == "absence" else []
    found += [
        TextField("from", "Dès", hint="aujourd’hui ; demain, 24.12, 24.12 14:00, 14:00", max_length=40),
        TextField("to", "Jusqu’à", hint="le même jour ; 2.1, 16:00, 2.1 12:00", max_length=40),
    ]
    if kind == "absence":
        found.append(ChoiceField("again", "Revient", AGAIN))
        if values.get("again", ONCE) != ONCE:
            found.append(TextField("until", "Dernière fois", hint="sans fin ; 30.6.2027", max_length=40))
    elif sites:
        found.append(_site_field(sites))
    return [*found, TextField("reason", "Raison", hint="en quelques mots neutres", max_length=80)]


def _range_items(values: Values, sites: Sequence[Site], before: OpeningRange | None) -> list[Item]:
    first = "aujourd’hui" if before is None else "comme avant"
    who: Item = Note(values.get(typed("agent"), ""), "Qui", strong=True)
    if before is None:
        who = PickField("agent", "Qui", hint="nom de l’agent")
    found: list[Item] = [
        who,
        TextField("days", "Jours", hint="lu,ma,je ou lu-ve", max_length=80),
        TextField("from_hour", "De", hint="8:30", max_length=5),
        TextField("to_hour", "À", hint="12:00", max_length=5),
        TextField("pause", "Pause", hint="aucune ; 12:00-13:00", max_length=11, aside=True),
        TextField("every", "Toutes les", hint="1 semaine ; 2, 3, 4…", max_length=1, aside=True),
        TextField("first", "Dès le", hint=first, max_length=20, aside=True),
        TextField("last", "Jusqu’au", hint="sans fin", max_length=20, aside=True),
        TextField("except", "Sauf le", hint="24.12, 31.12", max_length=200, aside=True),
        TextField("motives", "Motifs", hint="tous", max_length=200, aside=True),
        TextField("minutes", "Durée", hint="celle du motif, en minutes", max_length=3, aside=True),
        TextField("buffer", "Battement", hint="aucun ; minutes après chacun", max_length=2, aside=True),
        TextField("capacity", "Personnes", hint="une ; 8 pour un groupe", max_length=2, aside=True),
        TextField("overbooking", "Surnombre", hint="aucun ; combien si urgent", max_length=2, aside=True),
    ]  # fmt: skip
    if sites:
        found.append(_site_field(sites))
    return [*found, TextField("venues", "Lieux", hint="sur place, téléphone, domicile, visio", max_length=60)]


def _site_field(sites: Sequence[Site]) -> TextField:
    return TextField("site", "Site", hint="tous ; " + ", ".join(one.name for one in sites), aside=True)


def hit_notes(understood: str, hit: Sequence[Misfit] | None) -> list[Item]:
    """What was understood, and whose appointments it hits; nothing until it can be read."""
    if hit is None:
        return []
    if not hit:
        return [Note(""), Note(understood, "Compris"), Note("aucun rendez-vous touché", "Touche")]
    names = " ; ".join(hit_words(one) for one in hit[:3])
    more = f" ; et {len(hit) - 3} de plus" if len(hit) > 3 else ""
    count = text.counted(len(hit), "rendez-vous touché", "rendez-vous touchés")
    return [
        Note(""),
        Note(understood, "Compris"),
        Note(f"{count}\u00a0: {names}{more}", "Touche", strong=True),
    ]


def hit_words(misfit: Misfit) -> str:
    """``mar. 24 nov. 09:00 DUPONT Marie``."""
    at = clock.local(misfit[0].starts_at)
    # Not cut in two at the end of a line.
    return f"{text.short_date(at.date())} {at:%H:%M} {misfit[0].person_name}".replace(" ", "\u00a0")
