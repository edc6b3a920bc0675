"""One entry of a story read whole: all that was kept of it, line by line."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from models import clock, telephone, text
from models.agenda import agenda
from models.agenda.appointment import AppointmentMoveRow
from models.casefile import casefile
from models.casefile.rows import CaseFileStepRow, Step
from models.contact import call, letter, message, orientation, request
from models.contact.request import Request
from models.errors import NotFound
from models.known.entry import Kind, Names, names, step_words
from models.network import partner
from models.room import visit
from models.service import site
from models.service.profile import Profile
from models.store import journal
from models.triage.triage import UNKNOWN, Verdict


def gone() -> NotFound:
    """What is said of an entry that is not there."""
    return NotFound("Ligne introuvable", "Cette ligne du parcours n’existe plus. Échap relit la liste.")


def lines(kind: Kind, number: int, profile: Profile) -> list[str]:
    """All of one entry. Raises :class:`NotFound`."""
    return [one for one in _WHOLE[kind](number, names(profile)) if one]


def _when(instant: datetime | None) -> str:
    return f"{clock.local(instant):%d.%m.%Y à %H:%M}" if instant else ""


def _told(label: str, words: str) -> str:
    return f"{label} : {words}" if words else ""


def _visit(number: int, called: Names) -> Iterable[str]:
    one = visit.get(number)
    yield f"Passage du {_when(one.arrived_at)}, n° {one.number}"
    yield _told("Pour", called.agents.get(one.agent_id, "l’accueil"))
    yield f"Urgence {one.urgency.value}, {called.profile.level(one.urgency.value).label}"
    yield _told("Appelé le", _when(one.called_at)) + (
        f", {one.counter}" if one.called_at and one.counter else ""
    )
    yield _told("État", one.status.label + (f", le {_when(one.closed_at)}" if one.closed_at else ""))
    yield _told("Raison", one.reason)
    yield _told("Passé avant les autres", one.ahead_reason)
    for asked in request.of_visit(number):
        yield from _request_lines(asked, called)


def _call(number: int, called: Names) -> Iterable[str]:
    one = call.get(number)
    minutes = max(round((one.ended_at - one.started_at).total_seconds() / 60), 1)
    yield f"Appel {one.direction.label} le {_when(one.started_at)}, {text.duration(minutes)}"
    yield _told("Qui appelait", ", ".join(filter(None, (one.caller.label, one.caller_name))))
    yield _told("Numéro", telephone.show(one.phone, called.profile.service.phone_region))
    yield _told("Note", one.note)
    for asked in request.of_call(number):
        yield from _request_lines(asked, called)


def _request(number: int, called: Names) -> Iterable[str]:
    return _request_lines(request.get(number), called)


def _request_lines(one: Request, called: Names) -> Iterable[str]:
    """What was asked, in the person's words; each answer; what the pre-check said and by which source."""
    yield f"Demande du {_when(one.created_at)} : {called.theme(one.theme)}"
    yield _told("Dit", one.words)
    why = f", {one.urgency_reason}" if one.urgency_reason else ""
    yield f"Urgence {one.urgency.value}, {called.profile.level(one.urgency.value).label}{why}"
    ends = f", fait le {_when(one.settled_at)}" if one.settled_at else ", encore à faire"
    yield f"Ensuite : {one.outcome.label}{ends}"
    for name, answer in one.answers.items():
        yield _answer(name, answer, called.profile)
    for check in one.prechecks:
        yield f"{check['label']} : {Verdict(check['verdict']).label}"
        yield _told("  parce que", ", ".join(check["reasons"]))
        yield _told("  source", ", ".join(check["sources"]))


def _answer(name: str, answer: str, profile: Profile) -> str:
    try:
        question = profile.question(name)
    except NotFound:
        return f"{name} : {answer}"
    said = "à savoir" if answer == UNKNOWN else question.answers.get(answer, answer)
    return f"{question.text} {said}"


def _orientation(number: int, called: Names) -> Iterable[str]:
    one = orientation.get(number)
    yield f"Orientation du {_when(one.created_at)}, {one.channel.label}"
    yield _told("Vers", _partner(one.partner_id))
    yield _told("Accord de la personne", "oui" if one.consent else "non")
    yield _told("Transmis", one.words)
    yield _told("État", f"{one.status.label} ; suivi le {one.follow_up_on:%d.%m.%Y}")


def _partner(number: int) -> str:
    try:
        return partner.get(number).name
    except NotFound:
        return "partenaire retiré de l’annuaire"


def _appointment(number: int, called: Names) -> Iterable[str]:
    one = agenda.get(number)
    yield f"Rendez-vous du {_when(one.starts_at)} à {clock.local(one.ends_at):%H:%M}"
    yield _told("Motif", called.motive(one.motive))
    yield _told("Avec", f"{one.agents}, {one.venue.label}")
    yield _told("État", one.status.label)
    yield _told("En surnombre", one.overbooked)
    yield _told("Note", one.note)
    steps = {"booked": "Pris", "moved": "Déplacé", "marked": "État noté"}
    for line in journal.of(one.person_id, "appointment", number):
        if (step := steps.get(line.action.partition(".")[2])) is not None:
            who = called.agents.get(line.agent_id, "Comptoir")
            yield f"{step} le {_when(line.at)} par {who}"
    for move in agenda.moves(number):
        was = f"{_when(move.starts_at)} avec {move.agent_name}"
        yield f"Était le {was}" + (f" ; {move.reason}" if move.reason else "")


def _move(number: int, called: Names) -> Iterable[str]:
    row = AppointmentMoveRow.get_or_none(AppointmentMoveRow.id == number)
    if row is None:
        raise gone()
    return _appointment(row.appointment_id, called)


def _letter(number: int, called: Names) -> Iterable[str]:
    one = letter.get(number)
    yield f"{one.title}, écrit le {_when(one.created_at)}" + (f" par {one.agent}" if one.agent else "")
    for name, value in one.values.items():
        yield _told(f"  {name}", value if isinstance(value, str) else ", ".join(value))


def _message(number: int, called: Names) -> Iterable[str]:
    one = message.get(number)
    sender = called.agents.get(one.from_id, "Comptoir")
    yield f"{one.kind.label.capitalize()} du {_when(one.created_at)}"
    yield f"De {sender} à {called.agents.get(one.to_id, 'l’accueil')}, {one.status.label}"
    yield _told("Pour", _when(one.due_at))
    yield _told("Numéro", telephone.show(one.phone, called.profile.service.phone_region))
    yield from one.body.splitlines()


def _casefile(number: int, called: Names) -> Iterable[str]:
    row = CaseFileStepRow.get_or_none(CaseFileStepRow.id == number)
    if row is None:
        raise gone()
    return casefile_lines(row.case_file_id, called)


def casefile_lines(number: int, called: Names) -> Iterable[str]:
    """A case file whole: kind, state, who answers for it, household, requests, each step."""
    one = casefile.get(number)
    yield f"Dossier {one.shown}, {called.case_kind(one.kind)}, {one.state.label}"
    yield _told("Pour", one.person_name)
    yield _told("Responsable", one.agent_name)
    yield _told("Site", site.names().get(one.site_id or 0, ""))
    for _number, name, tie in casefile.members(number):
        yield _told("Ménage", f"{name} ({tie.label})")
    for asked in casefile.requests(number):
        said = f" : « {asked.words} »" if asked.words else ""
        yield f"Demande du {_when(asked.created_at)}, {called.theme(asked.theme)}{said}"
    steps = CaseFileStepRow.select().where(CaseFileStepRow.case_file == number)
    for row in steps.order_by(CaseFileStepRow.id):
        who = called.agents.get(row.by_id, "le programme")
        why = f" ; {row.reason}" if row.reason else ""
        yield f"Le {_when(row.at)} par {who} : {step_words(called, Step(row.what), row.after)}{why}"


_WHOLE: Mapping[Kind, Callable[[int, Names], Iterable[str]]] = {
    Kind.VISIT: _visit,
    Kind.CALL: _call,
    Kind.REQUEST: _request,
    Kind.ORIENTATION: _orientation,
    Kind.APPOINTMENT: _appointment,
    Kind.MOVE: _move,
    Kind.LETTER: _letter,
    Kind.MESSAGE: _message,
    Kind.CASEFILE: _casefile,
}
