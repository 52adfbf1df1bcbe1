"""What a library gets to install the extension on its computers: policies, guides, and what to print."""
