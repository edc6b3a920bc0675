"""Who may do what: one table of roles and permissions, read by :func:`check` before each verb.

The decorators :func:`models.store.database.write` and :func:`~models.store.database.read` take the permission
that a verb needs and ask whoever acts; an agent asks this table. A service adds roles in its profile.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from models.errors import Forbidden
from models.glossary import Word

# As long as the column that holds it.
ROLE_LENGTH = 20


class Permission(Word):
    """What a verb needs; its label ends the sentence « Réservé : … »."""

    SESSION = "session", "ouvrir une session, changer son propre mot de passe"
    SEARCH = "search", "chercher une personne"
    OPEN = "open", "ouvrir la fiche d’une personne"
    PERSON = "person", "écrire ou corriger la fiche d’une personne"
    MERGE = "merge", "réunir ou distinguer des fiches"
    RECEIVE = "receive", "tenir la salle d’attente"
    CONTACT = "contact", "noter une demande, un appel, un message"
    ORIENT = "orient", "orienter vers un partenaire"
    BOOK = "book", "donner, déplacer ou annuler un rendez-vous"
    HOURS = "hours", "tenir les heures de réception et les absences"
    PRINT = "print", "écrire un courrier, imprimer la feuille du jour"
    CASEFILE = "casefile", "ouvrir ou tenir un dossier"
    NETWORK = "network", "tenir l’annuaire des partenaires"
    PROTECT = "protect", "lever la protection d’une fiche"
    EXPORT = "export", "exporter des personnes ou un agenda"
    HAND_OVER = "hand_over", "remettre à un collègue les formulaires d’un compte fermé"
    IMPORT = "import", "importer une liste"
    SAVE = "save", "sauvegarder la base ou la ramener"
    AGENTS = "agents", "tenir les comptes des agents"
    SETTINGS = "settings", "régler les sites et les jours fériés"


# How a profile names them; a session is everybody's.
PROFILE_WORDS = {
    "chercher": Permission.SEARCH,
    "ouvrir": Permission.OPEN,
    "fiche": Permission.PERSON,
    "réunir": Permission.MERGE,
    "recevoir": Permission.RECEIVE,
    "noter": Permission.CONTACT,
    "orienter": Permission.ORIENT,
    "rendez-vous": Permission.BOOK,
    "heures": Permission.HOURS,
    "imprimer": Permission.PRINT,
    "dossiers": Permission.CASEFILE,
    "partenaires": Permission.NETWORK,
    "lever_protection": Permission.PROTECT,
    "exporter": Permission.EXPORT,
    "remettre": Permission.HAND_OVER,
    "importer": Permission.IMPORT,
    "sauvegarder": Permission.SAVE,
    "agents": Permission.AGENTS,
    "réglages": Permission.SETTINGS,
}


class Role(str):
    """What an agent does: a code that is stored, and what the table says of it.

    One that no table knows, because a profile has lost it, may open a session and nothing else.
    """

    __slots__ = ()

    RECEPTION: ClassVar["Role"]
    SOCIAL_WORKER: ClassVar["Role"]
    MANAGER: ClassVar["Role"]
    ADMIN: ClassVar["Role"]

    @property
    def label(self) -> str:
        """How it is read."""
        return _known(self).label

    @property
    def at_counter(self) -> bool:
        """Whether those of this role sit at the reception: its desk is theirs, and they call for it."""
        return _known(self).at_counter

    def may(self, needed: Permission) -> bool:
        """Whether the table lets this role do it."""
        return needed is Permission.SESSION or needed in _known(self).may


Role.RECEPTION, Role.SOCIAL_WORKER = Role("reception"), Role("social_worker")
Role.MANAGER, Role.ADMIN = Role("manager"), Role("admin")
# Those of every service, and how a profile names them.
ROLE_WORDS = {
    "accueil": Role.RECEPTION,
    "travailleur_social": Role.SOCIAL_WORKER,
    "responsable": Role.MANAGER,
    "administrateur": Role.ADMIN,
}
EVERYWHERE = tuple(ROLE_WORDS.values())


@dataclass(frozen=True, slots=True)
class Grant:
    """One line of the table: how a role is called, what it may do, whether it sits at the reception."""

    label: str
    may: frozenset[Permission]
    at_counter: bool = False


_DAILY = frozenset(
    {
        Permission.SEARCH,
        Permission.OPEN,
        Permission.PERSON,
        Permission.MERGE,
        Permission.RECEIVE,
        Permission.CONTACT,
        Permission.ORIENT,
        Permission.BOOK,
        Permission.HOURS,
        Permission.PRINT,
        Permission.CASEFILE,
        Permission.NETWORK,
    }
)
_TABLE = {
    Role.RECEPTION: Grant("accueil", _DAILY, at_counter=True),
    Role.SOCIAL_WORKER: Grant("travailleur social", _DAILY),
    Role.MANAGER: Grant(
        "responsable", _DAILY | {Permission.PROTECT, Permission.EXPORT, Permission.HAND_OVER}
    ),
    Role.ADMIN: Grant("administrateur", frozenset(Permission), at_counter=True),
}
_added: dict[Role, Grant] = {}


def use(added: Mapping[str, Grant]) -> None:
    """Set the roles that the profile of the service adds, by their codes."""
    _added.clear()
    _added.update({Role(code): grant for code, grant in added.items()})


def roles() -> list[Role]:
    """Every role: those of every service, then those of this one."""
    return [*_TABLE, *_added]


def counter_roles() -> list[Role]:
    """The roles that sit at the reception."""
    return [one for one in roles() if one.at_counter]


def check(role: Role, needed: Permission) -> None:
    """Raises :class:`Forbidden`, which says who can, when ``role`` may not do it."""
    if not role.may(needed):
        raise Forbidden("Réservé", f"{needed.label}. {_who_may(roles(), needed)}")


def _who_may(known: Iterable[Role], needed: Permission) -> str:
    able = [one.label for one in known if one.may(needed)]
    return f"Demandez à quelqu’un de ce rôle : {', '.join(able)}."


def _known(role: Role) -> Grant:
    return _TABLE.get(role) or _added.get(role) or Grant(f"{role} (absent du profil)", frozenset())
