"""The public JSON interface, its OpenAPI document and reference page, and the Atom feed of releases."""
