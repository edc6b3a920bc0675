"""Orientation: find a partner of the network, agree with the person on what is passed on, keep it."""

from collections.abc import Sequence

from textual.app import ComposeResult

from letters.fields.partner import TO_VERIFY
from models import telephone
from models.contact import orientation, request
from models.contact.orientation import Channel, OrientationForm
from models.errors import ComptoirError, InvalidInput
from models.lists import partner_removal
from models.network import partner
from models.network.partner import Partner
from models.service.profile import Service
from screens.frame.about import Letters, Orientation
from screens.frame.commands import Command
from screens.frame.forms import (
    OUI_NON,
    Choice,
    ChoiceField,
    Item,
    Note,
    Option,
    PickField,
    TextField,
    Values,
    typed,
)
from screens.frame.place import step
from screens.frame.widgets.form import Form
from screens.frame.widgets.lines import columns
from screens.person import form as person_form
from screens.person.follow_up import FollowUp
from screens.person.place import PERSON_KEYS

EVERYWHERE, CLOSED = "everywhere", "closed"
CHANNELS = (
    Choice("r", Channel.HANDED, "coordonnées remises"),
    Choice("a", Channel.PHONED, "appel au partenaire"),
    Choice("e", Channel.SENT, "courrier ou e-mail"),
)
# Several words of the directory may answer one theme of the profile.
_AND = "|"
# A description that fills the screen would push the questions out of it.
_LONGEST = 220


class OrientationScreen(FollowUp):
    """F4: who in the network can help, and how they hear of it."""

    about: Orientation
    HEADING = "Orientation"
    KEYS = (
        Command("orientation.submit", "ctrl+s", "submit", "Valider", "Noter l’orientation, puis le courrier"),
        Command(
            "orientation.verify", "ctrl+t", "verify", "Fiche vérifiée",
            "La fiche du partenaire choisi vient d’être vérifiée : la dater d’aujourd’hui",
        ),
        Command(
            "orientation.close", "ctrl+y", "close_partner", "Fermer",
            "Ne plus proposer le partenaire choisi, ou le proposer à nouveau",
        ),
        Command(
            "orientation.remove", "ctrl+o", "remove_partner", "Retirer",
            "Retirer de l’annuaire le partenaire choisi, s’il n’a jamais servi",
        ),
        *PERSON_KEYS,
        Command(
            "orientation.back", "escape", "back", "Retour",
            "Revenir au comptoir ; ce qui est écrit reste en attente, la demande reste à faire",
        ),
    )  # fmt: skip

    def __init__(self, about: Orientation) -> None:
        super().__init__(about)
        # The entries proposed, by id, so that the one taken is shown at once.
        self._found: dict[str, Partner] = {}
        self._nothing_found = False
        # The entry that Ctrl+O was pressed on once.
        self._to_remove = 0

    @property
    def partner(self) -> Partner | None:
        """The partner taken."""
        return self._found.get(self.values.get("partner", ""))

    def body(self) -> ComposeResult:
        self.form_state.focus = self.form_state.focus or "partner"
        yield Form(self._items, self.form_state, id="form")

    # --- what the form shows

    def _items(self, values: Values) -> Sequence[Item]:
        search = PickField(
            "partner", "Partenaire", hint="nom, mot, adresse", rows=9, eager=bool(values.get("theme"))
        )
        if not values.get("partner"):
            nothing = "Aucun partenaire : changez le mot, le thème, la commune ou l’étendue."
            return [
                *self._about_whom(),
                PickField("theme", "Thème", hint="tous les thèmes", rows=9, eager=False),
                TextField("commune", "Près de", hint="commune : ses partenaires d’abord", max_length=80),
                ChoiceField("area", "Étendue", _areas(self.profile.service)),
                search,
                *([Note(nothing, strong=True)] if self._nothing_found else []),
            ]
        if self.partner is None:
            return [search]
        return [
            *self._about_whom(),
            search,
            *partner_notes(self.partner, self.phone_region),
            *(
                []
                if self.memory.whom
                else person_form.person_items(values, self.person, self.phone_region, "Pour qui")
            ),
            Note(self.profile.consent),
            ChoiceField("consent", "Accord", OUI_NON),
            ChoiceField("channel", "Comment", CHANNELS),
            TextField("words", "Transmis", hint="ce qui est transmis, avec son accord"),
            ChoiceField("letter", "Courrier remis", OUI_NON),
        ]

    def _about_whom(self) -> list[Item]:
        """Whom it is about, when a contact said it already."""
        if self.person is None or not self.memory.whom:
            return []
        known, line = self.person, self.person.name
        if not known.anonymous:
            line = f"{line}  {person_form.known_line(known, self.phone_region)}"
        return [Note(line, "Pour")]

    async def loaded(self) -> None:
        """The theme that the request gives, and the partner already taken."""
        self.values.setdefault("area", "")
        self.values.setdefault("channel", Channel.HANDED)
        self.values.setdefault("letter", "oui")
        if self.person is not None:
            self.values.setdefault("commune", self.person.commune)
        if self.about.request and "theme" not in self.values:
            await self._theme_of(self.about.request)
        taken = self.values.get("partner", "")
        if taken and self.partner is None:
            self._found[taken] = await self.ask(partner.get, int(taken))
        elif not taken and self.form_state.focus == "partner":
            self.propose("partner", self.values.get(typed("partner"), ""))

    async def _theme_of(self, request_id: int) -> None:
        asked = await self.ask(request.get, request_id)
        try:
            themes = self.profile.theme(asked.theme).partner_themes
        except ComptoirError:
            themes = []  # the profile no longer has it: the whole directory is open
        self.values.update({"theme": _AND.join(themes), typed("theme"): ", ".join(themes)})

    # --- what it proposes

    async def options(self, field: str, words: str) -> Sequence[Option]:
        """Themes of the directory, partners, persons."""
        if field == "theme":
            themes = await self.ask(partner.themes, words)
            return [Option(name, f"{name}  ({count})", name) for name, count in themes]
        if field != "partner":
            return await super().options(field, words)
        service = self.profile.service
        found = await self.ask(
            partner.search,
            words,
            [one for one in self.values.get("theme", "").split(_AND) if one],
            self.values.get("commune", ""),
            "" if self.values.get("area") else service.subdivision,
            closed=self.values.get("area") == CLOSED,
        )
        self._found.update((str(one.id), one) for one in found)
        if self._nothing_found is bool(found):
            self._nothing_found = not found
            self.form.rebuild()
        wide = max(self.size.width - 80, 0)
        return [Option(str(one.id), partner_line(one, service.phone_region, wide), one.name) for one in found]

    # --- the keys

    @step
    async def action_verify(self) -> None:
        """Date the entry of the partner taken."""
        if self.partner is None:
            self.say("Choisissez d’abord un partenaire (Entrée).")
            return
        verified = await self.act(partner.verify, self.partner.id)
        self._found[str(verified.id)] = verified
        self.form.rebuild()
        self.say(f"Fiche de {verified.name} : vérifiée aujourd’hui.")

    @step
    async def action_close_partner(self) -> None:
        """Send nobody to the partner taken any more; or again."""
        one = self._taken()
        changed = await self.act(partner.close if one.closed_on is None else partner.reopen, one.id)
        self._found[str(one.id)] = changed
        self.form.rebuild()
        done = "fermée, elle n’est plus proposée" if changed.closed_on else "rouverte"
        self.say(f"Fiche de {one.name} : {done}. Ctrl+Y revient dessus.")

    @step
    async def action_remove_partner(self) -> None:
        """Take the partner taken out of the directory; asked twice."""
        one = self._taken()
        if self._to_remove != one.id:
            self._to_remove = one.id
            self.say(f"{one.name} : Ctrl+O encore une fois retire la fiche pour tous.")
            return
        await self.act(partner_removal.remove, one.id)
        self.values["partner"] = self.values[typed("partner")] = ""
        self.form.rebuild()
        self.say(f"Fiche de {one.name} : retirée.")

    def _taken(self) -> Partner:
        if self.partner is None:
            raise ComptoirError("Partenaire à choisir", "Choisissez d’abord un partenaire (Entrée).")
        return self.partner

    @step
    async def action_submit(self) -> None:
        """Keep the orientation, then its letter or whatever follows."""
        self.say("")
        chosen = self.partner
        try:
            if chosen is None:
                raise InvalidInput(
                    "Partenaire manquant", "Prenez un partenaire dans la liste (Entrée).", "partner"
                )
            kept = await self.serve(orientation.record, self._read(chosen.id), self.phone_region, self.key)
        except InvalidInput as error:
            self.refuse(error)
            return
        hand_out = Letters(
            kind="orientation",
            orientation=kept.id,
            partner=kept.partner_id,
            person=kept.person_id,
            led=True,
            calls=self.about.calls,
        )
        wanted = [hand_out] if self.values.get("letter") != "non" else []
        await self.leave(f"Orientation vers {chosen.name} : notée.", *wanted)

    def _read(self, partner_id: int) -> OrientationForm:
        """What was agreed. A consent that was not asked is none."""
        return OrientationForm(
            whom=self.whom_asked(),
            partner_id=partner_id,
            consent=self.values.get("consent") == "oui",
            channel=Channel(self.values.get("channel") or Channel.HANDED),
            request_id=self.request_id,
            words=self.values.get("words", ""),
        )


def partner_line(one: Partner, region: str, wide: int) -> str:
    """Name, commune, telephone, when it was verified; what it does where the screen is ``wide``."""
    verified = f"{one.verified_on:%d.%m.%Y}" if one.verified_on else "à vérifier"
    phone = telephone.show(one.phone, region)
    # A number that is cut is a wrong number.
    cells = [(one.name, 36), (one.commune, 12), (phone, max(len(phone), 14)), (verified, 10)]
    return columns(*cells, *([(one.description or ", ".join(one.themes), wide - 1)] if wide > 10 else []))


def partner_notes(one: Partner, region: str) -> list[Note]:
    """The entry as the directory has it, with where it comes from and how sure it is."""
    town = f"{one.postcode} {one.commune}".strip()
    address = ", ".join(part for part in (one.address, town if town not in one.address else "") if part)
    said = (
        (
            "Téléphone",
            "   ".join(part for part in (telephone.show(one.phone, region), one.email) if part) or "-",
        ),
        ("Adresse", address),
        ("Horaires", one.hours or "à demander au partenaire"),
        ("Propose", one.description),
        ("Pour qui", one.audience),
        ("Conditions", one.conditions),
        ("À savoir", one.note),
        ("Site internet", one.website),
    )
    notes = [Note(_short(words), label) for label, words in said if words]
    state = one.verified if one.verified_on else one.verified.replace("à vérifier", TO_VERIFY)
    origin = f" ; origine : {one.source_url}" if one.source_url else ""
    return [*notes, Note(_short(state + origin), "Fiche", strong=True)]


def _short(words: str) -> str:
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1].rstrip()}…"


def _areas(service: Service) -> tuple[Choice, ...]:
    here, all_of_it = f"canton de {service.subdivision}", "tout l’annuaire"
    if service.country == "FR":
        here, all_of_it = f"département {service.subdivision}", "toute la France"
    return (Choice("1", "", here), Choice("2", EVERYWHERE, all_of_it), Choice("3", CLOSED, "fermés"))
