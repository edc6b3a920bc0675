"""What ``comptoir check`` verifies: everything a desk needs, one sentence for each thing that is wrong."""

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from comptoir.setup import access, backups, installation, seat
from comptoir.setup.settings import Settings
from models import text
from models.agenda import sound
from models.errors import ComptoirError
from models.hours import opening, opening_range
from models.service import agent, profile_file, site
from models.store import backup, document
from models.store.database import Database

DATABASE, PROFILE, TEMPLATES, LETTERS = "Base", "Profil", "Modèles", "Courriers"
KEYS, AGENDA, ROOM = "Touches", "Agenda", "Salle d’attente"


def problems(settings: Settings) -> list[str]:
    """Everything that is wrong with the site, one line each; empty when it is ready."""
    checks: dict[str, Callable[[Settings], Iterator[str]]] = {
        DATABASE: _database,
        PROFILE: _profile,
        TEMPLATES: _templates,
        LETTERS: _letters,
        KEYS: _keys,
    }
    found = [line for name, verify in checks.items() for line in _told(name, verify, settings)]
    # These need both the database and the profile: what is wrong with them is said once.
    return found or [*_told(ROOM, _room, settings), *_told(AGENDA, _agenda, settings)]


def mended(settings: Settings) -> list[str]:
    """What was left half done and is in order again, one line each; none for a base that does not open."""
    from models.lists import import_run
    from models.service.agent import SYSTEM

    done: list[import_run.TakenBack] = []
    with suppress(ComptoirError), installation.opened(settings) as (database, _):
        while (part := database.call(import_run.recover, SYSTEM)) is not None:
            done += [part] if part.over else []
            import_run.breathe()
    return [
        f"un import de personnes coupé en chemin a été défait : {one.removed} fiches retirées, "
        f"{one.kept} gardées parce qu’un collègue s’en sert."
        for one in done
    ]


def resume(settings: Settings) -> None:
    """Go on with a base that is without writes that were acknowledged; its journal says so from now on."""
    engine = access.open_engine(settings)
    line = engine.accept_loss()
    if not line:
        return
    database = Database.open(engine)
    try:
        kept = database.call(engine.content).last_line
        if kept < line:
            database.call(backup.note_loss, agent.SYSTEM, line, kept)
    finally:
        database.close()


def last_backup(settings: Settings) -> dict[str, Any]:
    """When the last good one was made (UTC, ISO 8601), and whether that is longer ago than is set."""
    last = backups.place(settings).latest()
    return {
        "last": last and last.isoformat(),
        "overdue": last is not None and bool(backups.overdue(settings)),
    }


def last_write(settings: Settings) -> dict[str, Any]:
    """Number and instant (UTC, ISO 8601) of the last line of the journal."""
    with installation.opened(settings) as (database, _):
        kept = database.call(database.engine.content)
        return {"line": kept.last_line, "at": kept.last_at and kept.last_at.isoformat()}


def examples(settings: Settings) -> str:
    """Which coordinates of the service are still those of the example; empty when none is."""
    return ", ".join(profile_file.load(settings.profile).service.examples())


def advice(settings: Settings) -> list[str]:
    """What a sound site still lacks, one line each; it does not prevent anybody from working."""
    found = [saved] if (saved := backups.advice(settings)) else []
    with installation.opened(settings) as (database, _):
        if loose := database.call(document.orphans):
            found.append(f"{text.counted(loose, 'document')} de la base ne sont rattachés à rien.")
        if not _receiving(database):
            found.append(
                "aucun agent ne reçoit sur rendez-vous, aucun créneau ne sera proposé. "
                "« comptoir plages ajouter --help » dit comment en ouvrir."
            )
        if not settings.site and len(database.call(site.everyone)) > 1:
            found.append(
                "ce service a plusieurs sites, et ce poste ne dit pas le sien. "
                "Le réglage « site » lui donne sa salle d’attente et fait trouver d’abord ceux "
                "qui y viennent."
            )
    return found


def _told(name: str, verify: Callable[[Settings], Iterator[str]], settings: Settings) -> Iterator[str]:
    try:
        for said in verify(settings):
            yield f"{name} : {said}"
    except ComptoirError as error:
        yield f"{name} : {error.title}. " + error.message.replace("\n", " ")


def _database(settings: Settings) -> Iterator[str]:
    database = Database.open(access.open_engine(settings))
    try:
        yield from database.call(database.engine.problems)
        yield from database.call(sound.problems)
        for number in database.call(document.damaged):
            yield f"le document n° {number} ne se relit plus tel qu’il a été gardé."
        seat.take(settings, database)
        if not database.call(agent.everyone):
            yield "aucun agent ne peut se connecter. Lancez « comptoir init »."
    finally:
        database.close()


def _profile(settings: Settings) -> Iterator[str]:
    profile_file.load(settings.profile)
    yield from ()


def _templates(settings: Settings) -> Iterator[str]:
    from letters.word import check

    yield from check.check_all(profile_file.load(settings.profile).id, settings.templates)


def _keys(settings: Settings) -> Iterator[str]:
    from comptoir.program import keymap

    keymap.verify(settings)
    yield from ()


def _room(settings: Settings) -> Iterator[str]:
    """Rooms that the profile sizes for a site that is none: a slip of the pen would leave it without."""
    with installation.opened(settings) as (database, rules):
        known = {text.fold(name) for name in database.call(site.names).values()}
        for name in rules.room.capacities:
            if text.fold(name) not in known:
                yield (
                    f"[salle.capacites] du profil compte les places de « {name} », qui n’est aucun site. "
                    "« comptoir sites » en montre les noms."
                )


def _agenda(settings: Settings) -> Iterator[str]:
    """Ranges that the profile leaves without effect, because it was changed since."""
    with installation.opened(settings) as (database, rules):
        motives = {one.id for one in rules.motives}
        roles = {role for one in rules.motives for role in one.roles}
        for who, ranges in _receiving(database):
            if who.role not in roles:
                yield (
                    f"{who.name} a des plages, mais aucun motif du profil n’est reçu par le rôle "
                    f"« {who.role.label} ». Ajoutez ce rôle à un motif, ou retirez ces plages."
                )
            for one in ranges:
                for motive in sorted(set(one.motives) - motives):
                    yield (
                        f"la plage {one.id} de {who.name} est pour le motif « {motive} », que le profil n’a "
                        f"pas. Remettez-le, ou faites « comptoir plages retirer {one.id} »."
                    )


def _receiving(database: Database) -> list[tuple[agent.Agent, list[opening_range.OpeningRange]]]:
    """Active agents with the ranges in which they receive, now or later."""
    kept = database.call(opening.ranges)
    who = [(one, [each for each in kept if each.agent_id == one.id]) for one in database.call(agent.everyone)]
    return [(one, ranges) for one, ranges in who if ranges]


def _letters(settings: Settings) -> Iterator[str]:
    folder = settings.letters
    # The folder is created with the first letter: what counts is the first parent that exists.
    existing: Path = next(path for path in (folder, *folder.parents) if path.exists())
    if not existing.is_dir() or not os.access(existing, os.W_OK | os.X_OK):
        yield f"impossible d’écrire dans {folder}. Faites vérifier les droits, ou changez ce réglage."
