"""One file that holds an installation, but for its keys; and an installation made of such a file."""
