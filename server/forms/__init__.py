"""What every public form shares: clean text, addresses, signs of automation, and the queue behind it."""
