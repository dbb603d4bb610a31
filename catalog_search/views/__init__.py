"""The pages and the JSON API: parse, make one call, answer."""
