"""``optout publish``: everything public that carries no person's name, as files for nginx, an object store or a CDN."""
