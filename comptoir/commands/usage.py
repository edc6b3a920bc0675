"""The command line in French: click's headings, its help option, and what it says of a mistyped command."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from typing import Any

import click

HEADINGS = {"Positional arguments": "Arguments"}


class Misuse(click.UsageError):
    """A command line that cannot be followed; the message is already in French."""


class _Formatter(click.HelpFormatter):
    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, prefix="Utilisation : ")

    def write_heading(self, heading: str) -> None:
        self.write(f"{'':>{self.current_indent}}{HEADINGS.get(heading, heading)} :\n")


class _Context(click.Context):
    formatter_class = _Formatter


class Command(click.Command):
    """A command whose help is in French."""

    context_class = _Context

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        return _in_french(super().get_help_option(ctx))


class Commands(click.Group):
    """A group of commands, listed in the order they are written."""

    context_class = _Context
    command_class = Command

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        return _in_french(super().get_help_option(ctx))

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Every command with every option, so that one page says all there is."""
        with formatter.section("Commandes"):
            formatter.write_dl(
                [row for name in self.commands for row in _rows(ctx, self.commands[name], name)]
            )


# A group inside a group is of the same kind.
Commands.group_class = Commands


class OneOf(click.Choice[str]):
    """One of a few words."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if value not in self.choices:
            self.fail(
                f"« {value} » n’est pas proposé ; choisissez parmi {', '.join(self.choices)}", param, ctx
            )
        return str(value)


class _Needed(click.Option):
    """An option that must be given; click would say so in English."""

    def get_help_extra(self, ctx: click.Context) -> Any:
        return {}


def needed(*names: str, help: str, **options: Any) -> Callable[[Any], Any]:
    """An option without which the command cannot work."""
    return click.option(*names, cls=_Needed, required=True, help=f"{help} Obligatoire.", **options)


def chosen(columns: Iterable[str]) -> dict[str, str]:
    """Column → field of what « --colonne » was given. Raises :class:`Misuse`."""
    found = {}
    for one in columns:
        column, equals, field = one.rpartition("=")
        if not equals or not column.strip() or not field.strip():
            raise Misuse(f"« {one} » n’est pas une colonne et son champ : écrivez Nom usuel=nom")
        found[column.strip()] = field.strip()
    return found


def listing(name: str) -> Callable[[Callable[[], None]], click.Group]:
    """A group that shows what there is when no command follows its name."""
    group = click.group(
        name,
        cls=Commands,
        invoke_without_command=True,
        no_args_is_help=False,
        options_metavar="",
        subcommand_metavar="[COMMANDE]",
    )

    def made(show: Callable[[], None]) -> click.Group:
        @wraps(show)
        def alone() -> None:
            if click.get_current_context().invoked_subcommand is None:
                show()

        return group(alone)

    return made


class Number(click.types.IntParamType):
    """A whole number, as lists show it."""

    name = "nombre"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        if not isinstance(value, int) and not re.fullmatch(r"[0-9]{1,9}", str(value)):
            self.fail(f"« {value} » n’est pas un nombre", param, ctx)
        return int(value)


def _rows(ctx: click.Context, command: click.Command, name: str) -> Iterator[tuple[str, str]]:
    """The command and its options, and the commands below it."""
    if not isinstance(command, click.Group) or command.invoke_without_command:
        arguments = [one.metavar or "" for one in command.params if isinstance(one, click.Argument)]
        yield " ".join([name, *arguments]), (command.help or "").partition("\n\n")[0]
        for param in command.params:
            record = param.get_help_record(ctx)
            if isinstance(param, click.Option) and record is not None:
                yield f"  {record[0]}", record[1]
    if isinstance(command, click.Group):
        for below in command.commands:
            yield from _rows(ctx, command.commands[below], f"{name} {below}")


def _in_french(option: click.Option | None) -> click.Option | None:
    if option is not None:
        option.help = "Montre cette aide."
    return option


def explain(error: click.UsageError) -> str:
    """What is wrong with the command line and how it goes, in French, for stderr."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return error.message
    reason = _reason(error)
    lines = [reason if reason.endswith("?") else f"{reason}."]
    if error.ctx is not None:
        lines = [
            error.ctx.get_usage(),
            *lines,
            f"« {error.ctx.command_path} --help » montre tout ce qui existe.",
        ]
    return "\n".join(lines)


def _reason(error: click.UsageError) -> str:
    match error:
        case Misuse():
            return error.message.rstrip(".")
        case click.exceptions.NoSuchCommand():
            return f"La commande « {error.command_name} » n’existe pas{_instead(error.possibilities)}"
        case click.NoSuchOption():
            return f"L’option « {error.option_name} » n’existe pas{_instead(error.possibilities)}"
        case click.MissingParameter() if error.param is not None:
            return f"Il manque {_name(error.param)}"
        case click.BadOptionUsage():
            return f"L’option « {error.option_name} » attend une valeur, ou n’en prend pas : voyez l’aide"
        case click.BadParameter() if error.param is not None:
            return f"{_name(error.param)} : {error.message.rstrip('.')}"
    extra = re.search(r"\((.*)\)", error.message)
    return (
        f"Cette commande ne prend pas « {extra[1]} »"
        if extra
        else "Cette commande est incomplète : voyez l’aide"
    )


def _name(param: click.Parameter) -> str:
    """What to call it: an option by what is typed, an argument by what stands for it in the help."""
    return param.opts[0] if isinstance(param, click.Option) else param.human_readable_name


def _instead(possibilities: list[str] | None) -> str:
    return f" ; vouliez-vous dire {' ou '.join(possibilities)}\u00a0?" if possibilities else ""
