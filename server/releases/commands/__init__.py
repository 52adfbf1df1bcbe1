"""The command groups ``optout release``, ``optout keys`` and ``optout mute``."""
