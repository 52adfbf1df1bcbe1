"""Signing: key files, the metadata of each TUF role, and the root's chain of trust. Knows no database and no web."""
