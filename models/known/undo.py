"""Taking back what was last done to the form of a person, whatever that was."""

from datetime import datetime

from models.glossary import Word
from models.known import merge
from models.person import change as person_change
from models.person import duplicate, person
from models.person.person import Person
from models.service.agent import Agent
from models.service.permission import Permission
from models.store.database import write


class Undone(Word):
    """What was taken back."""

    CHANGE = "change", "modification"
    MERGE = "merge", "réunion"
    APART = "apart", "pas la même"


@write(Permission.PERSON)
def last(by: Agent, person_id: int) -> tuple[Undone, Person | None]:
    """Take back what was last done to the form of a person; what it was, and the other person of it.

    Errors of :func:`models.known.merge.undo` and of :func:`models.person.person.undo_change`.
    """
    person_id = person.get(person_id).id
    merged, homonyms = merge.last(person_id), duplicate.homonyms(person_id)
    done: list[tuple[datetime, Undone]] = []
    if changed := person_change.last_at(person_id):
        done.append((changed, Undone.CHANGE))
    if merged is not None:
        done.append((merged[0], Undone.MERGE))
    if homonyms:
        done.append((homonyms[0].at, Undone.APART))
    _at, what = max(done, default=(None, Undone.CHANGE), key=lambda one: one[0])
    if what is Undone.MERGE and merged is not None:
        return what, merge.undo(by, merged[1])[1]
    if what is Undone.APART:
        duplicate.unmark_apart(by, person_id, homonyms[0].person.id)
        return what, homonyms[0].person
    person.undo_change(by, person_id)
    return what, None
