"""Named reads: small frozen pictures of what is in the store."""
