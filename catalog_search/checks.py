"""System checks: what is wrong with the set-up, and what to write instead."""
