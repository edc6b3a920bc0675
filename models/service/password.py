"""How a password is kept: by argon2id, which takes a tenth of a second on purpose. Never in a transaction."""

from models import text
from models.errors import InvalidInput

# The choice of this program, not a rule of law: a service that has its own tells its agents.
PASSWORD_LENGTH = 10
# So many different letters at least, and so many that are not one's own name.
DIFFERENT, OWN = 4, 4
# A hash of nothing, so that an unknown login costs the same time as a wrong password.
_NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$YUQuEBBXJFeRsj6lVA4IZQ$XgxITm0D/qF3kQcg/pAtP8VYikxgtiNlOqrT0FUUNCg"


def kept(password: str, *names: str, public: bool = False) -> str:
    """What is stored of ``password``, of somebody called ``names``; no time is spent on a ``public`` one.

    Raises :class:`InvalidInput` for a weak one, see :func:`check`.
    """
    check(password, *names)
    from argon2 import PasswordHasher  # 20 ms: only where somebody signs in

    # What argon2 chooses by itself takes 64 MB and a fifth of a second.
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1) if public else PasswordHasher()
    return hasher.hash(text.as_typed(password))


def check(password: str, *names: str) -> None:
    """Raises :class:`InvalidInput`, which says why, for a password that is guessed in a few tries.

    Those are the short ones, those of few different letters (ten blanks, one letter repeated), and those that
    say little more than the login or the name.
    """
    if len(password) < PASSWORD_LENGTH:
        raise InvalidInput(
            "Mot de passe trop court", f"Choisissez au moins {PASSWORD_LENGTH} caractères.", "password"
        )
    letters = text.as_typed(password).casefold().replace(" ", "")
    if len(set(letters)) < DIFFERENT:
        raise InvalidInput(
            "Mot de passe trop simple",
            f"Prenez au moins {DIFFERENT} caractères différents, sans compter les espaces : quatre mots, "
            "par exemple.",
            "password",
        )
    told = own = text.fold(password).replace(" ", "")
    for word in sorted({one for name in names for one in text.fold(name).split()}, key=len, reverse=True):
        own = own.replace(word, "") if len(word) > 1 else own
    if own != told and len(own) < OWN:
        raise InvalidInput(
            "Mot de passe trop simple",
            "Il dit votre nom ou votre identifiant : chacun l’essaierait. Prenez d’autres mots.",
            "password",
        )


def matches(stored: str | None, password: str) -> bool:
    """Whether ``password`` is the one ``stored``; for ``None``, of a login nobody has, no takes as long."""
    from argon2 import PasswordHasher
    from argon2.exceptions import Argon2Error

    # As it is, too: what was kept before spaces and accents were made alike still opens.
    for tried in dict.fromkeys((text.as_typed(password), password)):
        try:
            PasswordHasher().verify(stored or _NOBODY, tried)
        except Argon2Error:
            continue
        return stored is not None
    return False
