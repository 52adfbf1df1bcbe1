"""Where one can donate: the operator's own links, as data. We never touch a payment, and embed nobody's page."""

from typing import Annotated

from pydantic import Field, StringConstraints

from server.rules.fields import LocalName, LocalSentence, Model, Name

PaymentPage = Annotated[str, StringConstraints(pattern=r"^https://[^\s<>\"]+$", max_length=500)]


class Amount(Model):
    """A sum, as it is written on the payment page, and what it does."""

    amount: Name
    does: LocalSentence


class Way(Model):
    """One way to give: the payment page, which opens when it is clicked, and examples of sums."""

    url: PaymentPage
    amounts: Annotated[tuple[Amount, ...], Field(max_length=6)] = ()


class Donations(Model):
    """Who gets the money, the ways, and what is asked for.

    Attributes:
        recipient: who gets the money.
        monthly: the way to give every month.
        once: the way to give once.
        asks: what the payment page asks for: a privacy tool says so before the click.
        thanks: what givers get, and what they have to give for it, such as an address for a sticker.

    """

    recipient: LocalName
    monthly: Way | None = None
    once: Way | None = None
    asks: LocalSentence
    thanks: LocalSentence | None = None
