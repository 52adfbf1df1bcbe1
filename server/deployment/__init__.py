"""The managed edition: a library's settings, the packages, the kits, and what is served for them."""
