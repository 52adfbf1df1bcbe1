"""The maintainers' pages, under ``/maintain/``: the only ones that set a cookie, and never kept by anybody."""
