"""The next model's collection, filled beside the live one, and the switch to it."""
