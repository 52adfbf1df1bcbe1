"""What is held about people, for how long, and how it is made to be gone."""
