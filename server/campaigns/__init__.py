"""Campaigns: a statement with sources, its timeline, and the rules it is about."""
