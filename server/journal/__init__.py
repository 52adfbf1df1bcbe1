"""The log of what maintainers did: appended to in the transaction of each change, and hash-chained."""
