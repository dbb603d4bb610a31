"""How shoppers search: charts, lists, and a CSV file of the counts."""
