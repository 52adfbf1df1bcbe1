"""Changes of the list on their way: proposed by one person, approved by another, put in force by a release."""
