"""The commands of curation: ``optout rules`` and ``optout changes``."""
