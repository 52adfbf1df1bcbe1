"""Libraries that take part: they apply, prove who they are, are looked at, listed, and asked again every year."""
