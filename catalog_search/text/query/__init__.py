"""The words of a query in a store: corrections, synonyms, compounds, and the terms they become."""
