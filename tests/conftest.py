"""Settings for all tests."""

from hypothesis import settings

# Time is measured by make bench; a busy computer must not fail a test about behaviour.
settings.register_profile("libraries-optout", deadline=None)
settings.load_profile("libraries-optout")
