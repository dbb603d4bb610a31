"""Pages and the JSON API. Each view parses the request, makes one call and answers."""
