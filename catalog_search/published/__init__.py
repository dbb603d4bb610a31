"""Files of arrays that the indexer builds once for all processes of all machines.

A file goes into the database in pieces. Each machine writes it out once, and its processes map the
same file: what they read of it is in memory once, and what they do not read is not in memory.
"""
