"""Releases: the rule list, its TUF metadata, and publishing both as plain files."""
