"""The words of a constraint, told apart: « mardi », « après l’école », « entre 10 h et 12 h », « sauf »."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, timedelta

from models import clock, text

# What stands in a line, by the name of each group of _TOKEN; all but one or a few are ``None``.
Part = dict[str, str | None]

_MONTH = "janv?|fev|mars|avr|mai|juin|juil|aou|sep|oct|nov|dec"
_WEEKDAY = (
    r"(?:lun(?:di)?|mar(?:di)?|mer(?:c(?:redi)?)?|jeu(?:di)?|ven(?:d(?:redi)?)?|sam(?:edi)?|dim(?:anche)?)"
)
_SCHOOL = r"(?:la\s+|les\s+|l\W*)?(?:ecole|classe|cours)s?\b"
_UNTIL_HOUR = r"\s*(?:[h:]\s*(?P<{0}_minute>\d{{2}})?)?"
_TOKEN = re.compile(
    rf"""
      (?P<unread>(?:\+\d\d|0)\s*\d{{1,2}}(?:[\s.]\d{{2,3}}){{3,}}|\d{{3,}}
        |\bvacances(?:\s+(?:scolaires|d(?:e\s+|u\s+|\W+)\w+))?\b|\d+\s*(?:min|mn|minutes?|ans?|fois|personnes?)\b|\btou(?:s|tes)\s+les\s+(?:\d+|deux|trois|quinze)\s+\w+|\bune?\s+\w+\s+sur\s+\w+)
    | (?P<impossible>\b(?:impossible|indisponible|non|pas\s+(?:possible|dispo\w*|libre))\b
        (?=\s*(?:[,;.]|$|\bou\b|\bet\b)))
    | (?P<whole_day>\btoute\s+la\s+journee\b)
    | (?P<soon>\bdes\s+que\s+possible\b|\b(?:le|au)\s+plus\s+(?:tot|vite|rapidement)(?:\s+possible)?\b
        (?!\s+(?:qu|le\s+\d|\d|{_WEEKDAY})) | \btravaille\s+pas\b)
    | (?P<refused>\b(?:pas|sauf|hors|hormis|excepte|jamais|travaille|occupee?|absente?)\b
        (?:\s+l(?:e|a|es)\b)?)
    | (?P<nor>\bni\b) | (?P<either>\b(?:ou(?:\s+bien|\s+alors)?|sinon|soit)\b)
    | (?P<also>\bet\b|[+&](?!\d)) | (?P<comma>[,;]|/(?!\d))
    | (?P<rather>\b(?:mais|plutot|seulement|uniquement|que|surtout)\b)
    | (?P<after_tomorrow>\bapres[\s-]*demain\b)
    | (?P<after_school>\b(?:apres|(?:(?:apres|des)\s+)?(?:la\s+)?sorties?)\s+(?:de\s+|des\s+|d\W*)?{_SCHOOL})
    | (?P<before_school>\bavant\s+{_SCHOOL})
    | (?P<school>\b(?:pendant|heures?\s+(?:de|d\W*))\s*{_SCHOOL})
    | (?P<after_work>\bapres\s+le\s+(?:travail|boulot)\b)
    | (?P<before_work>\bavant\s+le\s+(?:travail|boulot)\b)
    | (?P<late>\bfin\s+(?:de\s+(?:la\s+)?|d\W*)(?:journee|apres[\s-]*midi|aprem|apm|ap[\s.-]*midi)\b|\btard\b)
    | (?P<late_morning>\bfin\s+de\s+(?:la\s+)?mat(?:inee)?\b)
    | (?P<mid_morning>\bmilieu\s+de\s+(?:la\s+)?mat(?:inee)?\b)
    | (?P<mid_afternoon>\bmilieu\s+(?:de\s+l\W*|d\W*)(?:apres[\s-]*midi|aprem|apm)\b)
    | (?P<early>\bdebut\s+de\s+(?:la\s+)?(?:mat(?:inee)?|journee)\b|\btot\b|\bpremiere\s+heure\b)
    | (?P<early_afternoon>\bdebut\s+d\W*(?:apres[\s-]*midi|aprem|apm|ap[\s.-]*midi)\b)
    | (?P<afternoon>\bapres[\s-]*midis?\b|\baprems?\b|\bap[\s.-]*midis?\b|\bap\W?m\b\.?|\bp\.?m\b\.?)
    | (?P<within>\b(?:d\W*ici|dans(?:\s+l(?:a|es)\b)?|sous))
        \s+(?:(?P<ahead>\d{{1,3}}|une?|deux|trois|quatre|huit|quinze)\s*(?P<unit>jour|semaine|sem|mois)s?|(?P<hours_ahead>24|48|72)\s*h(?:eures)?)\b
    | (?P<fortnight>\b(?:sous|dans\s+la|d\W*ici)\s+(?:(?P<eight>huitaine)|quinzaine))\b
    | (?:\bentre|\bde)\s+(?P<from>\d{{1,2}})(?:\s*[h:]\s*(?P<from_minute>\d{{2}})?)?\s*(?:et|a|-|–)
        \s*(?P<to>\d{{1,2}}){_UNTIL_HOUR.format("to")}(?!\s*(?:\d|[./]|(?:{_MONTH})))
    | (?P<from_h>\d{{1,2}})\s*[h:]\s*(?P<from_h_minute>\d{{2}})?\s*(?:a|-|–|/)
        \s*(?P<to_h>\d{{1,2}}){_UNTIL_HOUR.format("to_h")}(?!\s*[./]?\d)
    | (?P<from_n>\d{{1,2}})\s*[-–]\s*(?P<to_n>\d{{1,2}})\s*[h:]\s*(?P<to_n_minute>\d{{2}})?
    | \b(?:entre\s+le|du)\s+(?:{_WEEKDAY}\b\.?\s+)?(?P<from_day>\d{{1,2}})(?:er)?
        (?:\s*[./]\s*(?P<from_month>\d{{1,2}})[./]?
        |\s+(?P<from_name>{_MONTH})[a-z]*\.?)?\s*(?:et(?:\s+le)?|au|-|–)
        \s*(?:{_WEEKDAY}\b\.?\s+)?(?P<to_day>\d{{1,2}})(?:er)?
        (?:\s*[./]\s*(?P<to_month>\d{{1,2}})[./]?|\s+(?P<to_name>{_MONTH})[a-z]*)?
    | \bentre\s+(?:le\s+)?(?P<from_wd>{_WEEKDAY})\s+et\s+(?:le\s+)?(?P<to_wd>{_WEEKDAY})\b
    | \b(?P<from_weekday>{_WEEKDAY})\b\.?\s*(?:\bau\b|\ba\b|[-–])\s*(?P<to_weekday>{_WEEKDAY})\b\.?
    | \b(?P<coming>{_WEEKDAY})\b\.?\s+(?:prochain|qui\s+vient|en\s+(?P<in_eight>huit|8))\b
    | \bce\s+(?P<near>{_WEEKDAY})\b | (?P<now>\bcet?\b)(?=\s+(?:mat|apres|ap|soir|midi))
    | (?P<bound>\b(?:apres|avant|des|a\ partir|a\ compter|entre|d\W*ici|depuis|max(?:imum)?
        |sem(?:aine|\.)?\s+du|(?:au\s+)?plus\s+t(?:ot|ard)(?:\s+qu\w*)?|jusqu\W*(?:au?|en)?)\b|[<>]=?)
        (?:\s+de\b)?(?:\s+(?P<day_follows>le|du|au)\b)?(?:\s+{_WEEKDAY}\b\.?(?=\s+\d\d?(?:er)?\b(?!\s*[h:])))?
    | (?P<morning>\bmat(?:in|inee)?s?\b\.?) | (?P<evening>\bsoirs?\b|\bsoirees?\b)
    | (?P<noon>\bpause\s+(?:de\s+)?(?:midi|dejeuner)\b|\bheures?\s+d[eu]\s+(?:repas|midi)\b|\bmidi\b)
    | (?P<today>\baujourd\W?hui\b) | (?P<tomorrow>\bdemain\b)
    | (?P<even>\bsem(?:aine)?s?\s+paires?\b) | (?P<odd>\bsem(?:aine)?s?\s+impaires?\b)
    | (?P<this_week>\bcette\s+sem(?:aine)?\b)
    | (?P<next_week>\bsem(?:aine)?\b\.?\s+(?:prochaine|proch|suivante|d\W*apres)\b\.?)
    | \b(?:semaine|sem|s)\.?\s*(?P<week>\d{{1,2}})\b(?!\s*[h./])
    | (?P<week_part>\bdebut|\bmilieu|\bfin)\s+de\s+(?:la\s+)?(?=sem(?:aine)?\b)
    | (?P<weekend>\bweek[\s-]*end\b) | (?P<working>\ben\s+semaine\b|\bjours?\s+ouvrables?\b)
    | (?P<this_month>\bce\s+mois(?:[\s-]*ci)?\b) | (?P<next_month>\bmois\s+prochain\b)
    | (?P<month_part>\bdebut|\bmi|\bmilieu|\bfin)[\s-]*(?:de\s+|du\s+)?(?:(?P<part_name>{_MONTH})[a-z]*
        |mois(?P<part_next>\s+prochain)?)\b
    | (?P<hour>\d{{1,2}})(?:\s*[h:]\s*(?P<minute>\d{{2}})?|\.(?P<pointed>00|1[3-9]|[2-5]\d)\b)
    | (?P<day>\d{{1,2}})(?:er\b)?(?:\s*[./]\s*(?P<month>\d{{1,2}})[\d./]*
        | \s+(?P<month_name>{_MONTH})[a-z]*\.?(?:\s+\d{{4}})?)?
    | (?P<word>[^\W\d_]+)
    """,
    re.VERBOSE,
)
_NOTHING: Part = dict.fromkeys(_TOKEN.groupindex)
# What is said shortly, as it is read below.
_IN_FULL = (
    # « midi » where an hour is expected.
    (re.compile(r"\bentre\s+midi\s+et\s+(?:deux|2|14)\b(?:\s*h)?"), "midi"),
    (re.compile(r"\b(entre|et|jusqu\W*a|avant|des|partir\s+de)\s+midi\b"), r"\1 12 h"),
    (re.compile(r"(\d\s*h(?:\s*\d\d)?\s*(?:a|-|–)\s*)midi\b"), r"\g<1>12 h"),
    (re.compile(r"\bde\s+midi\s+(?=a\b)"), "de 12 h "),
    (re.compile(r"(?<!vacances de )\bnoel\b"), "25 decembre"),
    (re.compile(r"\b(?:nouvel\s+an|jour\s+de\s+l\W*an)\b"), "1 janvier"),
    (re.compile(r"\bm(?:r|me|lle|onsieur|adame|ademoiselle)?\b\.?"), " "),
)
# « lu ma je » are days only where several stand together: alone they may be other words.
_TWO_LETTERS = re.compile(
    r"\b(?:lu|ma|me|je|ve|sa|di)\b(?:[\s,./+&]+(?:(?:et|ou)\s+)?(?:lu|ma|me|je|ve|sa|di)\b)+"
)
# « le 3, le 5 et le 8 décembre »: the month of the last is that of all of them.
_DATES = 8
_LAST_MONTH = re.compile(
    r"(?<![\d./h:])(\d{1,2}(?:er)?)(\s*(?:,|\bet\b|\bou\b|\bni\b)\s*(?:le\s+)?)"
    rf"(?=\d{{1,2}}(?:er)?\s+((?:{_MONTH})[a-z]*))"
)


def parts(words: str) -> Iterator[Part]:
    """What stands in ``words``, one after the other, each by its name."""
    said = plain(words)
    for pattern, instead in _IN_FULL:
        said = pattern.sub(instead, said)
    said = _TWO_LETTERS.sub(lambda several: re.sub(r"\b(lu|ma|me|je|ve|sa|di)\b", _in_full, several[0]), said)
    for _ in range(_DATES):
        said = _LAST_MONTH.sub(r"\1 \3\2", said)
    return (match.groupdict() for match in _TOKEN.finditer(said))


def _in_full(begun: re.Match[str]) -> str:
    return next(one for one in text.DAYS if one.startswith(begun[0]))


def part_of(words: str) -> Part:
    """What ``words`` are when they are one thing; empty otherwise."""
    match = _TOKEN.fullmatch(plain(words).strip())
    return match.groupdict() if match else _NOTHING


def plain(words: str) -> str:
    """Without case and accents, punctuation kept: ``Après-midi, 15:30`` → ``apres-midi, 15:30``."""
    lowered = unicodedata.normalize("NFKD", words.casefold().replace("’", "'").replace("\u00a0", " "))
    return "".join(letter for letter in lowered if not unicodedata.combining(letter))


# As they are compared: without accents.
MONTHS = tuple(plain(one) for one in text.MONTHS)


def is_weekday(word: str) -> bool:
    """Whether a word is a day of the week, or begins one; « mars » is a month."""
    return (
        word != "mars"
        and len(word) > 2
        and any(name.startswith(word.removesuffix("s")) for name in text.DAYS)
    )


def weekday(word: str) -> int:
    """Which day of the week a word names or begins, Monday being 0."""
    return next(number for number, name in enumerate(text.DAYS) if name.startswith(word.removesuffix("s")))


def month(number: str | None, name: str | None) -> int:
    """1 to 12 (13 for a number that is none), or 0 when no month was said."""
    if number:
        return int(number) or 13
    return next((index for index, one in enumerate(MONTHS, 1) if name and one.startswith(name)), 0)


def next_weekday(word: str) -> date:
    """The next day of that name, today not counted."""
    ahead = (clock.today() + timedelta(days=shift) for shift in range(1, 8))
    return next(day for day in ahead if day.weekday() == weekday(word))
