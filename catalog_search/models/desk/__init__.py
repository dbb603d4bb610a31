"""What merchants are asked and have decided: categories, moderation, findings, models."""
