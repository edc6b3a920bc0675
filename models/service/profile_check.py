"""What a profile must keep true beyond the shape of its sections: references, ids, ages, delays, files."""

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from models.service.permission import EVERYWHERE, ROLE_LENGTH, ROLE_WORDS
from models.service.profile_errors import Problem

if TYPE_CHECKING:
    from models.service.profile import Profile
    from models.service.profile_rules import Condition, Question

LEVELS = ["N0", "N1", "N2", "N3", "N4"]
# What the public holidays of a service follow: cantons and départements; other countries are not checked.
_SUBDIVISIONS = {
    "CH": re.compile("AG|A[IR]|B[ELS]|FR|G[ELR]|JU|LU|N[EW]|OW|S[GHOZ]|T[GI]|UR|V[DS]|Z[GH]"),
    "FR": re.compile(r"(?!20)(0[1-9]|[1-8]\d|9[0-5])|2[AB]|97[1-8]|98[678]"),
}


def problems(profile: "Profile", folder: Path) -> list[Problem]:
    """Everything that is wrong in a well-formed profile whose files are relative to ``folder``."""
    questions = {question.id: question for question in profile.questions}
    return [
        *_service(profile),
        *_room(profile),
        *_duplicates(profile),
        *_levels(profile),
        *_themes(profile),
        *_roles(profile),
        *_motives(profile),
        *_case_kinds(profile),
        *_questions(profile),
        *_benefits(profile, questions),
        *_rules(profile, questions),
        *_files(profile, folder),
    ]


def _service(profile: "Profile") -> Iterator[Problem]:
    try:
        ZoneInfo(profile.service.timezone)
    except (ValueError, OSError, LookupError):
        yield Problem(
            f"le fuseau horaire « {profile.service.timezone} » est inconnu ; "
            "écrivez par exemple Europe/Zurich ou Europe/Paris",
            "service.fuseau",
        )
    known = _SUBDIVISIONS.get(profile.service.country)
    if known and not known.fullmatch(profile.service.subdivision):
        yield Problem(
            f"« {profile.service.subdivision} » n’est ni un canton ni un département : ses jours fériés "
            "manqueraient ; écrivez par exemple GE ou 74",
            "service.subdivision",
        )
    region = profile.service.phone_region
    if not (len(region) == 2 and region.isascii() and region.isupper()):
        yield Problem("« indicatif » attend deux majuscules comme CH ou FR", "service.indicatif")


def _room(profile: "Profile") -> Iterator[Problem]:
    if profile.room.capacity < 0:
        yield Problem("« capacite » attend un nombre de places, ou 0 pour ne pas compter", "salle.capacite")
    for name, seats in profile.room.capacities.items():
        if seats < 0:
            yield Problem(
                f"« {name} » attend un nombre de places, ou 0 pour ne pas compter", f"salle.capacites.{name}"
            )
    for login, place in profile.room.counters.items():
        if not place.strip() or len(place) > 80:
            yield Problem(
                f"« {login} » attend un nom de guichet ou de bureau, 80 lettres au plus",
                f"salle.guichets.{login}",
            )


def _duplicates(profile: "Profile") -> Iterator[Problem]:
    sections: list[tuple[str, str, Iterable[str]]] = [
        ("urgence", "code", [level.code for level in profile.urgencies]),
        ("theme", "id", [theme.id for theme in profile.themes]),
        ("motif", "id", [motive.id for motive in profile.motives]),
        ("question", "id", [question.id for question in profile.questions]),
        ("prestation", "id", [benefit.id for benefit in profile.benefits]),
        ("role", "id", [role.id for role in profile.roles]),
        ("dossier", "id", [kind.id for kind in profile.case_kinds]),
    ]
    for section, key, names in sections:
        seen: set[str] = set()
        for place, name in enumerate(names):
            if not name.strip():
                yield Problem(f"« {key} » ne peut pas être vide", f"{section}[{place}].{key}")
            elif name in seen:
                yield Problem(f"« {name} » est déjà défini plus haut", f"{section}[{place}].{key}")
            seen.add(name)


def _levels(profile: "Profile") -> Iterator[Problem]:
    absent = [code for code in LEVELS if code not in {level.code for level in profile.urgencies}]
    if absent:
        yield Problem(
            f"il manque le niveau d’urgence {', '.join(absent)} (section [[urgence]])", "urgence[0]"
        )
    delays = {level.code: level.days for level in profile.urgencies}
    for place, level in enumerate(profile.urgencies):
        path = f"urgence[{place}].jours"
        sooner = max((days for code, days in delays.items() if code < level.code), default=0)
        if level.days < 0:
            yield Problem("« jours » attend un délai de zéro jour ou plus", path)
        elif level.days < sooner:
            yield Problem(f"le délai de {level.code} est plus court que celui d’un niveau plus urgent", path)


def _themes(profile: "Profile") -> Iterator[Problem]:
    motives = [motive.id for motive in profile.motives]
    benefits = [benefit.id for benefit in profile.benefits]
    questions = [question.id for question in profile.questions]
    for place, theme in enumerate(profile.themes):
        path = f"theme[{place}]"
        yield from _references([theme.urgency], LEVELS, "le niveau d’urgence", f"{path}.urgence")
        yield from _references([theme.motive] if theme.motive else [], motives, "le motif", f"{path}.motif")
        yield from _references(theme.benefits, benefits, "la prestation", f"{path}.prestations")
        yield from _references(theme.questions, questions, "la question", f"{path}.questions")
    yield from _references(profile.first_questions, questions, "la question", "questions_d_abord")
    yield from _references(profile.call_questions, questions, "la question", "questions_au_telephone")


def _roles(profile: "Profile") -> Iterator[Problem]:
    for place, role in enumerate(profile.roles):
        path = f"role[{place}]"
        if role.id in {*EVERYWHERE, *ROLE_WORDS}:
            yield Problem(f"« {role.id} » est un rôle de tout service ; choisissez un autre id", f"{path}.id")
        if len(role.id) > ROLE_LENGTH or not re.fullmatch(r"[a-z0-9_-]+", role.id):
            yield Problem(
                f"« id » attend {ROLE_LENGTH} lettres au plus, sans accent ni espace : mediateur",
                f"{path}.id",
            )
        if not role.label.strip():
            yield Problem("« libelle » ne peut pas être vide", f"{path}.libelle")
        if not role.may:
            yield Problem("« peut » attend au moins un mot", f"{path}.peut")


def _case_kinds(profile: "Profile") -> Iterator[Problem]:
    roles = [*ROLE_WORDS, *EVERYWHERE, *(role.id for role in profile.roles)]
    motives = [motive.id for motive in profile.motives]
    if not profile.case_kinds:
        yield Problem("il faut au moins un genre de dossier (section [[dossier]])", "dossier")
    for place, kind in enumerate(profile.case_kinds):
        path = f"dossier[{place}]"
        yield from _references(kind.roles, roles, "le rôle", f"{path}.roles")
        yield from _references([kind.motive] if kind.motive else [], motives, "le motif", f"{path}.motif")
        if not kind.roles:
            yield Problem("« roles » attend au moins un rôle", f"{path}.roles")
        if not kind.label.strip():
            yield Problem("« libelle » ne peut pas être vide", f"{path}.libelle")


def _motives(profile: "Profile") -> Iterator[Problem]:
    roles = [*ROLE_WORDS, *EVERYWHERE, *(role.id for role in profile.roles)]
    for place, motive in enumerate(profile.motives):
        path = f"motif[{place}]"
        yield from _references(motive.roles, roles, "le rôle", f"{path}.roles")
        yield from _references(motive.second_roles, roles, "le rôle", f"{path}.avec")
        # Slots are counted in cells of five minutes: another length could not be booked.
        if motive.minutes < 5 or motive.minutes > 480 or motive.minutes % 5:
            yield Problem("« minutes » attend une durée de 5 à 480, par pas de 5", f"{path}.minutes")
        if not motive.venues:
            yield Problem("« lieux » attend au moins un lieu", f"{path}.lieux")
        if not motive.roles:
            yield Problem("« roles » attend au moins un rôle", f"{path}.roles")
        if motive.consecutive and not motive.second_roles:
            yield Problem(
                "« a_la_suite » attend aussi « avec » : le rôle de la deuxième personne", f"{path}.a_la_suite"
            )


def _questions(profile: "Profile") -> Iterator[Problem]:
    for place, question in enumerate(profile.questions):
        path = f"question[{place}]"
        names = [choice.id for choice in question.choices]
        if question.kind == "choix" and len(set(names)) < 2:
            yield Problem("une question à choix attend au moins deux [[question.choix]]", path)
        if question.kind == "oui_non" and names:
            yield Problem('cette question a des choix : écrivez genre = "choix"', path)
        if len(set(names)) < len(names):
            yield Problem("deux choix de cette question ont le même id", path)
        if "?" in names or "" in names:
            yield Problem("« ? » et le vide disent « inconnu » : ils ne peuvent pas être un choix", path)


def _benefits(profile: "Profile", questions: dict[str, "Question"]) -> Iterator[Problem]:
    for place, benefit in enumerate(profile.benefits):
        if not benefit.conditions:
            yield Problem(
                "une prestation attend au moins une [[prestation.condition]]", f"prestation[{place}]"
            )
        for rank, condition in enumerate(benefit.conditions):
            yield from _condition(condition, questions, f"prestation[{place}].condition[{rank}]")


def _condition(condition: "Condition", questions: dict[str, "Question"], path: str) -> Iterator[Problem]:
    if condition.any:
        if condition.question or condition.age_min is not None:
            yield Problem("une condition a soit une question, soit « une_parmi », pas les deux", path)
        for rank, one in enumerate(condition.any):
            yield from _condition(one, questions, f"{path}.une_parmi[{rank}]")
        return
    if not condition.question:
        yield Problem(
            "une condition attend « question » (avec « attendu » ou « age_min ») ou « une_parmi »", path
        )
        return
    if condition.age_min is not None:
        if not 0 < condition.age_min < 130:
            yield Problem("« age_min » attend un âge de 1 à 129 ans", f"{path}.age_min")
        if condition.expected:
            yield Problem(
                "« age_min » se passe de « attendu » : oui veut dire l’âge atteint", f"{path}.attendu"
            )
    elif not condition.expected:
        yield Problem("il manque « attendu » : la liste des réponses qui remplissent la condition", path)
    yield from _answers(condition.question, condition.expected, questions, path, "attendu")


def _rules(profile: "Profile", questions: dict[str, "Question"]) -> Iterator[Problem]:
    for place, route in enumerate(profile.routes):
        yield from _answers(route.question, route.values, questions, f"aiguillage[{place}]", "valeurs")
    for place, rule in enumerate(profile.urgency_rules):
        path = f"regle_urgence[{place}]"
        yield from _references([rule.level], LEVELS, "le niveau d’urgence", f"{path}.niveau")
        if not rule.when:
            yield Problem("une règle d’urgence attend au moins une condition dans « quand »", path)
        for match in rule.when:
            yield from _answers(match.question, match.expected, questions, f"{path}.quand", "")


def _files(profile: "Profile", folder: Path) -> Iterator[Problem]:
    for place, file in enumerate(profile.files):
        if not (folder / file.path).is_file():
            yield Problem(
                f"le fichier « {file.path} » n’est pas à côté du profil", f"fichier[{place}].chemin"
            )


def _answers(
    name: str, values: Sequence[str], questions: dict[str, "Question"], path: str, key: str
) -> Iterator[Problem]:
    """Whether ``values`` are answers that the question ``name`` offers."""
    question = questions.get(name)
    if question is None:
        yield from _references([name], list(questions), "la question", f"{path}.question" if key else path)
        return
    where = f"{path}.{key}" if key else path
    yield from _references(values, list(question.answers), f"la réponse à « {name} »", where)


def _references(names: Iterable[str], known: Sequence[str], what: str, path: str) -> Iterator[Problem]:
    for name in names:
        if name not in known:
            near = difflib.get_close_matches(name, known, 1)
            hint = f" ; vouliez-vous dire « {near[0]} » ?" if near else ""
            yield Problem(f"{what} « {name} » n’existe pas dans ce profil{hint}", path)
