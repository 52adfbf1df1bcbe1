"""Roads to vendors that are public knowledge: proxies, their login addresses, and what they write their own way."""
