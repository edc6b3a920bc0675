"""Where this machine stands: the site of the service, the counter to which people are called, whose it is."""

import hashlib
import os
import platform
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from comptoir.setup.settings import Settings
from models.errors import NotFound
from models.service import guess, site
from models.service import waiting_room as room
from models.store.database import Database


def take(settings: Settings, database: Database, where: str = "") -> str:
    """Sit where ``settings`` say, or at the site ``where``, for as long as the program runs.

    Returns the name of the site, empty for none. Raises :class:`ComptoirError` for a site that is not open,
    naming file and line when it is the settings' one.
    """
    guess.use(source())
    room.use(settings.counter)
    site.use(None)
    if not (where or settings.site):
        return ""
    try:
        one = database.call(site.find, where or settings.site)
    except NotFound as error:
        if where:
            raise
        raise settings.refusal(
            "site", f"désigne un site inconnu. {error.message.removesuffix('.')}"
        ) from None
    site.use(one.id)
    return one.name


def source(environ: Mapping[str, str] = os.environ) -> str:
    """What tells this desk from others when somebody signs in.

    The key by which they came, where sshd tells it (``ExposeAuthInfo yes``, which keeps it in a file named by
    ``SSH_USER_AUTH``); else the machine from which they came, else this one.
    """
    with suppress(OSError):
        proof = Path(environ.get("SSH_USER_AUTH", "")).read_bytes()
        if proof.startswith(b"publickey "):
            return hashlib.blake2b(proof, digest_size=16).hexdigest()
    return environ.get("SSH_CONNECTION", "").partition(" ")[0] or platform.node()
