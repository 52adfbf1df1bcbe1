"""Maintainers: who they are, what they may do, how they sign in, and what they hold (sessions, tokens)."""
