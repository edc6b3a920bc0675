"""Templates: which file stands for a kind, and what is wrong with one before somebody needs it."""

from pathlib import Path

from letters.fields.kinds import NEEDS, LetterKind
from letters.fields.registry import fields_of, samples
from letters.word import leftover
from letters.word.render import (
    TemplateProblem,
    explained,
    open_template,
    read_template,
    render_bytes,
    unknown_field,
)
from letters.word.sandbox import environment
from models.errors import ComptoirError

# What people take for a template, and is not read.
_OTHER = (".dotx", ".docm", ".dotm", ".doc", ".dot", ".odt", ".ott", ".rtf")
SHIPPED = Path(__file__).parent.parent / "templates"


def template_path(kind: LetterKind, profile_id: str, own_dir: Path | None = None) -> Path:
    """The template of ``kind``: the service's own in ``own_dir`` if there is one, else that of the profile.

    Raises :class:`ComptoirError` when a profile of the service's own has no template of this kind.
    """
    name = f"{kind.value}.docx"
    candidates = [SHIPPED / profile_id / name]
    if own_dir is not None:
        candidates.insert(0, own_dir / name)
    for path in candidates:
        if path.is_file():
            return path
    where = own_dir or "le dossier des modèles"
    raise ComptoirError(
        "Modèle manquant",
        f"Le profil « {profile_id} » n’a pas de modèle « {name} ». "
        f"Copiez celui d’un autre profil dans {where}.",
    )


def check_template(path: Path, kind: LetterKind) -> list[str]:
    """What is wrong with a template of ``kind``, as French sentences; empty when it can be used."""
    try:
        content = read_template(path)
        used = _fields_in(content, path.name)
    except TemplateProblem as problem:
        return [problem.message]
    known = fields_of(kind)
    found = [f"Modèle « {path.name} » : {unknown_field(name, known)}" for name in sorted(used - set(known))]
    found += [f"Modèle « {path.name} » : {clause}" for clause in leftover.found(content, known)]
    missing = [names[0] for names in map(_alternatives, NEEDS[kind].required) if used.isdisjoint(names)]
    if missing:
        fields = ", ".join(f"{{{{ {name} }}}}" for name in missing)
        found.append(
            f"Modèle « {path.name} » : il y manque {fields}, sans quoi ce courrier ne dit pas l’essentiel."
        )
    if not found:
        try:
            render_bytes(content, path.name, samples(kind))
        except TemplateProblem as problem:
            found.append(problem.message)
    return found


def check_all(profile_id: str, own_dir: Path | None = None) -> list[str]:
    """What is wrong with the templates a profile uses, and with the files of ``own_dir`` of no kind."""
    found: list[str] = []
    for kind in LetterKind:
        try:
            found += check_template(template_path(kind, profile_id, own_dir), kind)
        except ComptoirError as error:
            found.append(error.message)
    names = {f"{kind.value}.docx" for kind in LetterKind}
    for path in sorted(own_dir.glob("*.*")) if own_dir is not None else []:
        # « ~$… » is what Word keeps beside a document that is open.
        if path.suffix.casefold() not in (".docx", *_OTHER) or path.name.startswith("~$"):
            continue
        if path.suffix.casefold() in _OTHER:
            found.append(f"Modèle « {path.name} » : il n’est pas lu. Enregistrez-le au format .docx.")
        elif path.name not in names:
            found.append(
                f"Modèle « {path.name} » : ce nom n’est celui d’aucun courrier ({', '.join(sorted(names))})."
            )
    return found


def _alternatives(required: str) -> list[str]:
    return required.split("|")


def _fields_in(content: bytes, name: str) -> set[str]:
    """The fields a template uses. Raises :class:`TemplateProblem` when it cannot be read."""
    import io

    from docxtpl import DocxTemplate  # 90 ms: only when a template is checked
    from jinja2 import TemplateError

    open_template(content, name)
    try:
        return set(DocxTemplate(io.BytesIO(content)).get_undeclared_template_variables(environment()))
    except TemplateError as error:
        raise explained(error, name, {}) from error
