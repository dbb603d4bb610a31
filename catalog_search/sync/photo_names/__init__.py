"""The photos that a catalogue names, and the files that it means by them."""
