"""From subqueries and filters to candidates: found, judged, counted, ordered."""
