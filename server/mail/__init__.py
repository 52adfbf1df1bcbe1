"""Letters: how they look, who may get how many, and how they leave by a worker."""
