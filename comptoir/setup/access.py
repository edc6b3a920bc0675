"""The way from the settings to an engine: the key file and the database it opens."""

import os
import re
import secrets
from contextlib import suppress
from pathlib import Path

from comptoir.setup.settings import Settings
from models.errors import ComptoirError, DatabaseRefused, reason
from models.store.engines.engine import Engine
from models.store.spare import Spare

PASSPHRASE_LENGTH = 16


def open_engine(settings: Settings, *, create: bool = False) -> Engine:
    """The engine of ``settings.database``, not yet connected.

    Raises :class:`DatabaseRefused` when the key cannot be read, when there is no database yet
    (unless ``create``), or when PostgreSQL is asked for without its driver.
    """
    if settings.on_server:
        try:
            from models.store.engines.postgres import PostgresEngine
        except ImportError as error:
            raise DatabaseRefused(
                "PostgreSQL absent", "Le pilote manque sur ce poste. Installez « comptoir[postgres] »."
            ) from error
        return PostgresEngine(settings.database)
    from models.store.engines.sqlcipher import SqlCipherEngine

    path = Path(settings.database)
    if not create and not path.exists():
        raise DatabaseRefused(
            "Base introuvable",
            f"Il n’y a pas encore de base en {path}. Préparez ce poste avec « comptoir init », "
            "ou essayez d’abord avec « comptoir demo ».",
        )
    return SqlCipherEngine(path, read_key(settings.key_file))


def spare(settings: Settings) -> Spare:
    """Where this post keeps what the database cannot, its room taken if there is any.

    Sealed by the key of the base, or with a server by one of this post. Raises :class:`DatabaseRefused`
    when the key cannot be read.
    """
    if settings.on_server:
        settings.key_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        create_key(settings.key_file)
    file = Spare(settings.key_file.with_name("comptoir-saisies"), read_key(settings.key_file))
    with suppress(ComptoirError):  # full already: then a form stays where it is, as said there
        file.prepare()
    return file


def read_key(path: Path) -> str:
    """The 64 hexadecimal digits of the key file. Raises :class:`DatabaseRefused` when it cannot serve."""
    key = _secret(path)
    if not re.fullmatch(r"[0-9a-fA-F]{64}", key):
        raise DatabaseRefused(
            "Clé illisible",
            f"{path} ne contient pas une clé (64 chiffres hexadécimaux). Remettez la sauvegarde de la clé.",
        )
    return key


def read_backup_key(path: Path) -> str:
    """What opens the backups: a key like that of the base, or a passphrase on one line.

    Raises :class:`DatabaseRefused` when it cannot serve, or would be guessed.
    """
    secret = _secret(path)
    if len(secret) < PASSPHRASE_LENGTH or not secret.isprintable():
        raise DatabaseRefused(
            "Clé des sauvegardes trop courte",
            f"{path} attend une clé (64 chiffres hexadécimaux), ou une phrase de passe d’au moins "
            f"{PASSPHRASE_LENGTH} caractères, sur une ligne.",
        )
    return secret


def _secret(path: Path) -> str:
    try:
        if path.stat().st_mode & 0o077:
            raise DatabaseRefused(
                "Clé mal protégée", f"D’autres comptes peuvent lire {path}. Lancez « chmod 600 {path} »."
            )
        return path.read_bytes().decode("utf-8", "replace").strip()
    except FileNotFoundError:
        raise DatabaseRefused(
            "Clé introuvable",
            f"Le fichier de clé {path} n’existe pas. Remettez-le en place ; "
            "pour un nouveau poste, lancez « comptoir init ».",
        ) from None
    except OSError as error:
        raise DatabaseRefused("Clé illisible", f"{path} : {reason(error)}.") from None


def create_key(path: Path) -> bool:
    """Write a new random key for the owner alone; ``False``, and nothing changed, when there already is one.

    Raises :class:`DatabaseRefused` when it cannot be written.
    """
    try:
        # O_EXCL: two people preparing the same site at once must not overwrite each other's key.
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    except OSError as error:
        raise DatabaseRefused("Clé impossible à écrire", f"{path} : {reason(error)}.") from None
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32) + "\n")
        file.flush()
        os.fsync(file.fileno())
    return True
