"""The part that walk-in and telephone share: what is asked, what it may open, how soon, what happens now."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from models import clock
from models.contact.delay import urgency_line
from models.contact.request import Outcome, RequestForm
from models.errors import ComptoirError, InvalidInput
from models.person import birth
from models.person.birth import Birth
from models.service.profile import Profile
from models.service.profile_rules import Question
from models.service.theme import search as search_themes
from models.triage import triage
from models.triage.triage import Urgency
from screens.contact import call_back
from screens.frame import phone_field
from screens.frame.forms import (
    YES_NO,
    Choice,
    ChoiceField,
    Item,
    Note,
    Option,
    PickField,
    TextField,
    Values,
    without,
)

URGENCY_CHOICES = tuple(Choice(level.value[1], level.value, level.value) for level in Urgency)
# Somebody has to look at it today at the latest.
GRAVE = (Urgency.N0, Urgency.N1)
# What belongs to one request: set aside when the next one is taken down.
REQUEST_FIELDS = (
    "theme", "words", "outcome", "urgency", "urgency_reason", "to", "body", call_back.AT, call_back.PHONE,
    call_back.PHONE + phone_field.WHICH,
)  # fmt: skip


def request_items(
    profile: Profile, values: Values, outcomes: Sequence[Choice], extra: Sequence[str] = (), number: str = ""
) -> list[Item]:
    """The lines for one request, given what is answered so far.

    ``extra`` are question ids asked besides, ``number`` is where somebody would be called back.
    """
    items: list[Item] = [
        PickField("theme", "Demande", hint="un mot : loyer, impôts, permis…", rows=7, eager=False)
    ]
    theme = values.get("theme")
    if not theme:
        return items
    answers = answers_of(values)
    items.append(TextField("words", "En ses mots"))
    asked = [profile.question(name) for name in extra]
    asked += [one for one in triage.questions(profile, [theme], answers) if one.id not in extra]
    items += [_question(one) for one in asked]
    items += _verdicts(profile, values)
    items += _urgency(profile, values)
    items.append(ChoiceField("outcome", "Ensuite", tuple(outcomes)))
    if values.get("outcome") == Outcome.MESSAGE:
        items += [
            PickField("to", "À", hint="un nom, ou vide pour l’accueil", eager=False),
            TextField("body", "Message"),
        ]
    if values.get("outcome") == Outcome.CALL_BACK:
        items += call_back.items(values, number, profile.service.phone_region)
    items.append(ChoiceField("urgency", "Autre urgence", URGENCY_CHOICES))
    if values.get("urgency"):
        items.append(TextField("urgency_reason", "Pourquoi", max_length=120))
    return items


def theme_options(profile: Profile, words: str) -> list[Option]:
    """Themes that ``words`` may mean, each with its family."""
    return [
        Option(one.id, f"{one.label}  ({one.family})", one.label) for one in search_themes(profile, words)
    ]


def answers_of(values: Values) -> dict[str, str]:
    """Question id → answer, of the questions that were answered."""
    return {name[2:]: value for name, value in values.items() if name.startswith("q.") and value}


def without_request(values: Values) -> Values:
    """``values`` ready for the next request: what is known of the person stays, its answers too."""
    return without(values, *REQUEST_FIELDS)


def read_request(profile: Profile, values: Values, unsaid: Outcome = Outcome.WAIT) -> RequestForm:
    """The request as taken down, with the verdicts given; ``unsaid`` is the outcome when none was chosen.

    With the question of danger unanswered it stays due when it is grave, or when no outcome was chosen.
    Raises :class:`InvalidInput` naming the field.
    """
    theme = values.get("theme", "")
    if not theme:
        raise InvalidInput("Demande manquante", "Indiquez ce qui est demandé : un mot suffit.", "theme")
    answers = answers_of(values)
    advice = triage.urgency(profile, [theme], answers, clock.today())
    chosen = Urgency(values["urgency"]) if values.get("urgency") else advice.level
    if chosen is not advice.level and not values.get("urgency_reason", "").strip():
        raise InvalidInput(
            "Pourquoi cette urgence",
            "Dites en un mot pourquoi l’urgence proposée est changée.",
            "urgency_reason",
        )
    asked = [one.id for one in triage.questions(profile, [theme], answers)]
    return RequestForm(
        theme=theme,
        motive=profile.theme(theme).motive,
        words=values.get("words", ""),
        urgency=chosen,
        urgency_reason=values.get("urgency_reason") or advice.reason,
        outcome=Outcome(values.get("outcome") or unsaid),
        answers=answers,
        prechecks=tuple(_kept(one) for one in triage.precheck(profile, [theme], answers, born(values))),
        due=(chosen in GRAVE or not values.get("outcome")) and triage.danger_unasked(profile, asked, answers),
    )


def born(values: Values) -> Birth | None:
    """The birth date typed so far, or ``None`` while it is none."""
    try:
        return birth.read(values.get("birth_date", ""))
    except ComptoirError:
        return None


def propose_known(
    profile: Profile, values: Values, proposed: dict[str, str], in_area: bool | None, permit: str
) -> None:
    """Answer in ``values`` what is known of the person, without touching what was answered by hand.

    ``proposed`` remembers what was proposed before, so that a corrected birth date corrects its answer.
    """
    known = triage.known(profile, born=born(values), in_area=in_area, permit=permit)
    for name in {*proposed, *known}:
        field = f"q.{name}"
        if values.get(field, "") in ("", proposed.get(name, "")):
            values[field] = known.get(name, "")
    proposed.clear()
    proposed.update(known)


def _question(question: Question) -> ChoiceField:
    if question.kind == "oui_non":
        return ChoiceField(f"q.{question.id}", question.text, YES_NO)
    # Beyond the digits, letters that mean nothing else in these forms.
    keys = "123456789cdegjkqtuvwxyz"
    choices = [Choice(key, one.id, one.label) for key, one in zip(keys, question.choices, strict=False)]
    return ChoiceField(f"q.{question.id}", question.text, (*choices, YES_NO[2]))


def _verdicts(profile: Profile, values: Values) -> list[Item]:
    theme, answers = values["theme"], answers_of(values)
    items: list[Item] = []
    for one in triage.precheck(profile, [theme], answers, born(values)):
        why = ", ".join(one.reasons)
        if one.next_question is not None:
            why = f"demander {one.next_question.text}"
        source = f"(source vérifiée le {profile.benefit(one.benefit).checked_on:%d.%m.%Y})"
        items.append(Note(f"{one.verdict.label} - {why} {source}", one.label, strong=True))
    for route in triage.routes(profile, answers):
        doubt = "" if route.sure == "officiel" else " (à faire confirmer)"
        items.append(Note(f"{route.to}{doubt}", "Guichet"))
    return items


def _urgency(profile: Profile, values: Values) -> list[Item]:
    advice = triage.urgency(profile, [values["theme"]], answers_of(values), clock.today())
    items: list[Item] = [
        Note(urgency_line(profile, advice.level, advice.deadline, advice.reason), "Urgence", strong=True)
    ]
    if advice.level in (Urgency.N0, Urgency.N1) and advice.advice:
        items.append(Note(advice.advice, strong=advice.level is Urgency.N0))
    return items


def _kept(one: triage.Precheck) -> dict[str, Any]:
    """A verdict as plain JSON; the next question is only of interest while asking."""
    kept = asdict(one) | {"verdict": one.verdict.value}
    del kept["next_question"]
    return kept
