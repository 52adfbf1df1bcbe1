"""The Flask backend of Libraries OptOut: curated rules in, signed rule list and public pages out."""
