"""``optout doctor``: what an operator should know before patrons notice."""
