"""The rule model: one product of one vendor, what a patron has to give it, and on what evidence that is said."""
