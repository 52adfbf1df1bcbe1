"""Signatures: taken, confirmed by mail, shown only if wanted, counted, and gone when they are withdrawn."""
