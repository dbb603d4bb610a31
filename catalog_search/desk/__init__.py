"""The merchant's desk: pages on which staff decide, for one store at a time.

Each page names its permission, parses, makes one call and answers. They work without JavaScript.
"""
