"""Who may do what: one table, asked at every verb; nobody does what their role does not."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import letters
import models
from models.errors import ComptoirError, Forbidden
from models.lists import person_export
from models.person import person
from models.person.person import Person
from models.service import agent, permission
from models.service.agent import SYSTEM, Agent
from models.service.permission import EVERYWHERE, PROFILE_WORDS, Grant, Permission, Role
from models.store import database, journal
from models.store.database import Actor, Database


@pytest.fixture(autouse=True)
def _no_added_role() -> Iterator[None]:
    yield
    permission.use({})


def modules() -> Iterator[Any]:
    """Every module of the two floors where verbs are, but the migrations."""
    for package in (models, letters):
        for one in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if ".migrations" not in one.name:
                yield importlib.import_module(one.name)


def functions() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every function of them, public or not, with its full name."""
    for module in modules():
        for name, one in vars(module).items():
            if inspect.isfunction(one) and one.__module__ == module.__name__:
                yield f"{module.__name__}.{name}", one


def verbs() -> dict[str, tuple[Callable[..., Any], Permission]]:
    """What the decorators know, with the function that a caller gets."""
    known = dict(functions())
    return {
        name: (known[name], Permission(str(needed)))
        for name, needed in database.PERMISSIONS.items()
        if name in known
    }


def test_every_verb_is_held_to_a_permission() -> None:
    known = dict(functions())
    mine = set(verbs())
    assert len(mine) > 90
    # Whoever writes in the journal is a verb, or a part of several that runs in their transaction.
    noted = {name for name, one in known.items() if "journal.note(" in inspect.getsource(one)}
    alone = {name for name in noted - mine if not name.rpartition(".")[2].startswith("_")}
    assert alone == {"models.contact.request.add", "models.room.step.take"}


def test_who_acts_comes_first_in_every_verb() -> None:
    for name, (verb, _needed) in verbs().items():
        first = next(iter(inspect.signature(verb).parameters.values()))
        assert first.annotation in (Agent, Actor), name


def test_every_permission_holds_a_verb_or_a_key() -> None:
    asked = {needed for _verb, needed in verbs().values()}
    assert set(Permission) - asked == {Permission.PROTECT}  # asked inside the change of a form


@pytest.mark.parametrize("role", EVERYWHERE, ids=lambda role: role)
def test_each_role_does_what_the_table_says_at_every_verb_and_nothing_else(db: Database, role: Role) -> None:
    who = db.call(agent.create, SYSTEM, role, f"Qui est {role.label}", role, "une phrase assez longue")

    def refused(verb: Callable[..., Any]) -> bool:
        # With far too much after who asks: whoever is let through fails before anything is done.
        try:
            verb(who, *range(30))
        except Forbidden:
            return True
        except (TypeError, ComptoirError):
            return False
        return False

    played = {name: not db.call(refused, verb) for name, (verb, _) in verbs().items()}
    assert played == {name: role.may(needed) for name, (_, needed) in verbs().items()}


def test_reception_does_all_that_a_day_asks_and_not_what_is_the_responsible_s() -> None:
    may = {one for one in Permission if Role.RECEPTION.may(one)}
    assert set(Permission) - may == {
        Permission.PROTECT, Permission.EXPORT, Permission.HAND_OVER,
        Permission.IMPORT, Permission.SAVE, Permission.AGENTS, Permission.SETTINGS,
    }  # fmt: skip
    assert all(Role.ADMIN.may(one) for one in Permission)


def test_a_refusal_says_what_and_who_can(db: Database, alice: Agent, tmp_path: Any) -> None:
    before = db.call(journal.latest)
    with pytest.raises(Forbidden) as refused:
        db.call(person_export.export, alice, tmp_path / "tous.csv")
    assert str(refused.value) == (
        "Réservé : exporter des personnes ou un agenda. "
        "Demandez à quelqu’un de ce rôle : responsable, administrateur."
    )
    assert db.call(journal.latest) == before
    assert not (tmp_path / "tous.csv").exists()


def test_a_role_that_the_service_adds_does_what_it_is_given(db: Database, marie: Person) -> None:
    permission.use({"stagiaire": Grant("stagiaire", frozenset({Permission.OPEN}), at_counter=True)})
    made = db.call(agent.create, SYSTEM, "lea", "Léa", Role("stagiaire"), "une phrase assez longue")
    lea = db.call(agent.sign_in, "lea", "une phrase assez longue")
    assert lea == made
    assert lea.role.label == "stagiaire"
    assert lea.role in permission.counter_roles()
    assert db.call(person.opened, lea, marie.id) == marie
    with pytest.raises(Forbidden, match="accueil, travailleur social, responsable, administrateur"):
        db.call(person.undo_change, lea, marie.id)


def test_a_role_that_the_profile_has_lost_opens_a_session_and_nothing_else(
    db: Database, marie: Person
) -> None:
    db.call(agent.create, SYSTEM, "lea", "Léa", Role("stagiaire"), "une phrase assez longue")
    lea = db.call(agent.sign_in, "lea", "une phrase assez longue")
    assert lea.role.label == "stagiaire (absent du profil)"
    with pytest.raises(Forbidden):
        db.call(person.opened, lea, marie.id)


def test_a_profile_names_every_permission_but_a_session() -> None:
    assert set(PROFILE_WORDS.values()) == set(Permission) - {Permission.SESSION}
