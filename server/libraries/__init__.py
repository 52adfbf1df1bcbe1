"""Libraries: those listed on the campaign page of about 2019, and those that take part here."""
