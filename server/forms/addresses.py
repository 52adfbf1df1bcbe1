"""E-mail addresses: whether one is written right, and which ones are the same mailbox."""

from email_validator import EmailNotValidError, validate_email

_DOTS_MEAN_NOTHING = {"gmail.com": "gmail.com", "googlemail.com": "gmail.com"}


def clean_address(text: str) -> str | None:
    """The address as mail is sent to it, or ``None`` if it cannot be one. Asks no network."""
    if len(text) > 254:
        return None
    try:
        valid = validate_email(text.strip(), check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        return None
    return valid.ascii_email


def canonical_address(address: str) -> str:
    """What all spellings of one mailbox share: small letters, no ``+tag``; for Gmail no dots."""
    local, _, domain = address.lower().rpartition("@")
    local = local.split("+", 1)[0] or local
    if domain in _DOTS_MEAN_NOTHING:
        return f"{local.replace('.', '')}@{_DOTS_MEAN_NOTHING[domain]}"
    return f"{local}@{domain}"


def domain_of(address: str) -> str:
    """The part behind the ``@``."""
    return address.rpartition("@")[2].lower()
