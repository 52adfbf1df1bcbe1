"""The whole of the curated data: its model, its YAML folder, its gates, its place in the database."""
