"""Work that the server does by itself: a table of jobs and the worker that runs them."""
