"""Parts of a page of results: chips, slider, notes of rules, structured data, links."""
