"""A new password, asked where one types it: twice and hidden in a terminal, else one line of the input."""

import sys

import click


def new() -> str:
    """The password typed. Without a terminal it is not verified here: the verb that takes it does."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    from models.service.password import PASSWORD_LENGTH

    while True:
        first = click.prompt(
            f"  Mot de passe ({PASSWORD_LENGTH} caractères ou plus)", hide_input=True, prompt_suffix=" : "
        )
        if len(first) < PASSWORD_LENGTH:
            click.echo(f"  Trop court : il faut au moins {PASSWORD_LENGTH} caractères.")
        elif click.prompt("  Encore une fois", hide_input=True, prompt_suffix=" : ") != first:
            click.echo("  Les deux ne sont pas pareils. Recommençons.")
        else:
            return str(first)
