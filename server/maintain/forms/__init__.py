"""The forms with which entries of the list are changed, one for each kind that is curated."""
