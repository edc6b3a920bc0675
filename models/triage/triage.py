"""What the profile's rules say of some answers: probable or not, how urgent, what to ask next.

Pure functions. An unknown answer stays unknown: it is never read as a refusal, and only what is
surely answered can make a benefit unlikely or a request more urgent (three-valued logic of Kleene).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from models import text
from models.glossary import Word
from models.person.birth import Birth
from models.service.profile import Profile
from models.service.profile_rules import Benefit, Condition, Question, Route

UNKNOWN = "?"

Answers = Mapping[str, str]


class Urgency(Word):
    """How soon; the delay in days of each level is the profile's."""

    N0 = "N0", "danger maintenant"
    N1 = "N1", "le jour même"
    N2 = "N2", "en urgence"
    N3 = "N3", "rapidement"
    N4 = "N4", "à planifier"


class Verdict(Word):
    """What a pre-check may answer; the counter informs and never decides."""

    PROBABLE = "probable", "probable"
    UNLIKELY = "unlikely", "peu probable"
    INCOMPLETE = "incomplete", "à compléter"


@dataclass(frozen=True, slots=True)
class Precheck:
    """The verdict on one benefit. ``missing`` are question ids; ``sources`` each end with their date."""

    benefit: str
    label: str
    verdict: Verdict
    reasons: tuple[str, ...]
    missing: tuple[str, ...]
    next_question: Question | None
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Advice:
    """How urgent a request is, because of what, until which day, and what to do."""

    level: Urgency
    reason: str
    deadline: date
    advice: str


@dataclass(frozen=True, slots=True)
class _Finding:
    """One condition looked at: ``holds`` is ``None`` while ``missing`` questions leave it open."""

    holds: bool | None
    reason: str
    missing: tuple[str, ...] = ()


def precheck(
    profile: Profile, theme_ids: Iterable[str], answers: Answers, born: Birth | None = None
) -> list[Precheck]:
    """One verdict for each benefit of the themes, in their order. ``NotFound`` for an unknown theme."""
    return [_precheck(profile, benefit, answers, born) for benefit in _benefits(profile, theme_ids)]


def questions(profile: Profile, theme_ids: Iterable[str], answers: Answers) -> list[Question]:
    """What to ask, in order: what is asked of everybody, of the themes, then for their benefits.

    A question already answered stays in its place. What can no longer change a verdict is not asked.
    """
    themes = [profile.theme(theme_id) for theme_id in theme_ids]
    wanted = [*profile.first_questions]
    for theme in themes:
        wanted += theme.questions
    for benefit in _benefits(profile, [theme.id for theme in themes]):
        open_ones = set(_precheck(profile, benefit, answers, None).missing)
        asked = [name for condition in benefit.conditions for name in _questions_of(condition)]
        wanted += [name for name in asked if name in open_ones or name in answers]
    return [profile.question(name) for name in dict.fromkeys(wanted)]


def known(profile: Profile, *, born: Birth | None, in_area: bool | None, permit: str) -> dict[str, str]:
    """Answers to propose from what is known of the person: birth date, commune, permit (id or label)."""
    proposed: dict[str, str] = {}
    for question in profile.questions:
        answer = UNKNOWN
        if question.known_from == "commune" and in_area is not None:
            answer = "oui" if in_area else "non"
        elif question.known_from == "permit":
            answer = _choice(question, permit)
        elif question.known_from == "birth_date" and born is not None:
            age = _age_asked(profile, question.id)
            if age is not None:
                answer = {True: "oui", False: "non", None: UNKNOWN}[born.aged(age)]
        if answer != UNKNOWN:
            proposed[question.id] = answer
    return proposed


def danger_unasked(profile: Profile, asked: Iterable[str], answers: Answers) -> bool:
    """Whether one of the questions ``asked`` that tell of danger now (N0) has no answer, or « à savoir »."""
    telling = {
        match.question for rule in profile.urgency_rules if rule.level == Urgency.N0 for match in rule.when
    }
    return any(answers.get(name, UNKNOWN) == UNKNOWN for name in telling.intersection(asked))


def urgency(profile: Profile, theme_ids: Iterable[str], answers: Answers, day: date) -> Advice:
    """The highest urgency that the themes or the rules that surely apply give, counted from ``day``.

    The reason is that of the rules of this level, else the name of the themes that bring it.
    """
    themes = [profile.theme(theme_id) for theme_id in theme_ids]
    rules = [
        rule
        for rule in profile.urgency_rules
        if all(_answer(profile, match.question, answers) in match.expected for match in rule.when)
    ]
    codes = [rule.level for rule in rules] + [theme.urgency for theme in themes]
    level = profile.level(min(codes, default=Urgency.N4.value))
    reasons = [rule.reason for rule in rules if rule.level == level.code]
    reasons = reasons or [_fragment(theme.label) for theme in themes if theme.urgency == level.code]
    deadline = day + timedelta(days=level.days)
    return Advice(Urgency(level.code), ", ".join(dict.fromkeys(reasons)), deadline, level.advice)


def routes(profile: Profile, answers: Answers) -> list[Route]:
    """The desks that the known answers lead to, in the profile's order."""
    return [route for route in profile.routes if _answer(profile, route.question, answers) in route.values]


def _benefits(profile: Profile, theme_ids: Iterable[str]) -> list[Benefit]:
    names = [name for theme_id in theme_ids for name in profile.theme(theme_id).benefits]
    return [profile.benefit(name) for name in dict.fromkeys(names)]


def _precheck(profile: Profile, benefit: Benefit, answers: Answers, born: Birth | None) -> Precheck:
    findings = [_look(profile, condition, answers, born) for condition in benefit.conditions]
    missing: tuple[str, ...] = ()
    shown: bool = True
    if any(finding.holds is False for finding in findings):
        verdict, shown = Verdict.UNLIKELY, False
    elif all(finding.holds for finding in findings):
        verdict = Verdict.PROBABLE
    else:
        verdict = Verdict.INCOMPLETE
        missing = tuple(dict.fromkeys(name for finding in findings for name in finding.missing))
    reasons = tuple(finding.reason for finding in findings if finding.holds is shown)
    return Precheck(
        benefit=benefit.id,
        label=benefit.label,
        verdict=verdict,
        reasons=reasons,
        missing=missing,
        next_question=_next(profile, missing, answers),
        sources=_sources(benefit),
    )


def _look(profile: Profile, condition: Condition, answers: Answers, born: Birth | None) -> _Finding:
    if condition.any:
        return _any(condition, [_look(profile, one, answers, born) for one in condition.any])
    otherwise = condition.otherwise or f"à vérifier : {condition.label}"
    holds = born.aged(condition.age_min) if condition.age_min is not None and born is not None else None
    if holds is not None:
        return _Finding(holds, condition.label if holds else otherwise)
    answer = _answer(profile, condition.question, answers)
    if answer == UNKNOWN:
        return _Finding(None, "", (condition.question,))
    question = profile.question(condition.question)
    holds = answer in (condition.expected or ["oui"])
    reason = condition.label if holds else otherwise
    if question.kind == "choix":
        reason = f"{reason} ({question.answers[answer]})"
    return _Finding(holds, reason)


def _any(condition: Condition, findings: Sequence[_Finding]) -> _Finding:
    for finding in findings:
        if finding.holds:
            return finding
    missing = tuple(name for finding in findings for name in finding.missing)
    if missing:
        return _Finding(None, "", missing)
    return _Finding(False, condition.otherwise or f"à vérifier : {condition.label}")


def _answer(profile: Profile, question_id: str, answers: Answers) -> str:
    """A sure answer, or ``?``: what the profile does not (or no longer) offer is not an answer."""
    answer = answers.get(question_id, UNKNOWN)
    return answer if answer in profile.question(question_id).answers else UNKNOWN


def _next(profile: Profile, missing: Sequence[str], answers: Answers) -> Question | None:
    """The first question not asked yet, else the first that was left open."""
    not_asked = [name for name in missing if name not in answers]
    return profile.question([*not_asked, *missing][0]) if missing else None


def _sources(benefit: Benefit) -> tuple[str, ...]:
    found = [f"{benefit.source} ({benefit.checked_on:%d.%m.%Y})"]
    for condition in benefit.conditions:
        for one in [condition, *condition.any]:
            if one.source:
                found.append(f"{one.source} ({one.checked_on or benefit.checked_on:%d.%m.%Y})")
    return tuple(dict.fromkeys(found))


def _questions_of(condition: Condition) -> list[str]:
    if condition.any:
        return [name for one in condition.any for name in _questions_of(one)]
    return [condition.question] if condition.question else []


def _age_asked(profile: Profile, question_id: str) -> int | None:
    """The age that a question stands for: that of the condition which asks it."""
    pending = [condition for benefit in profile.benefits for condition in benefit.conditions]
    while pending:
        condition = pending.pop(0)
        if condition.question == question_id and condition.age_min is not None:
            return condition.age_min
        pending += condition.any
    return None


def _choice(question: Question, value: str) -> str:
    wanted = text.fold(value)
    for code, label in question.answers.items():
        if wanted and wanted in (text.fold(code), text.fold(label)):
            return code
    return UNKNOWN


def _fragment(label: str) -> str:
    """``Fin de droits`` → ``fin de droits``; an acronym keeps its capitals."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]
