"""Words around the English negators."""

FAILING = (
    r"(?:bloom|boil|charge|close|cool|drain|dry|fit|flower|flush|grow|heat|hold|light|load|move"
    r"|open|print|run|shut|sit|sleep|start|stay|stop|switch|turn|work)\b"
)
"""What shoppers say of things of their own that fail: "car does not start" denies nothing."""
FAILING_NOW = r"(?:charging|closing|fitting|holding|opening|running|starting|turning|working)\b"
OPTIONAL = r"\s+(?:have|need)\s+to\b"
"""What goods may be as well: "does not have to be black"."""
ANY_KIND = (
    r"(?:brand|colou?r|fabric|flavou?r|kind|make|material|model|one|pattern|print|scent|shade"
    r"|shape|size|sort|style|thing|type)s?"
)
DO_NOT = r"dont(?=\s+(?:add|be|contain|drink|eat|have|include|like|need|put|stand|take|use|want)\b)"
"""As many write it. Before other words it may be French: "dont sucres 45 g"."""
NOT_DONE = (
    r"(?:(?<=n['\u2019]t\s)|(?<=nt\s)|(?<=(?:can|oes)\snot\s)|(?<=\bdo\snot\s))(?:stand|take)"
    r"|(?:(?<=n['\u2019]t\s)|(?<=nt\s)|(?<=not\s))(?:require|use)"
)
"""Verbs behind a negator, before what is denied. In "not stand mixers" it is a word of goods."""
OF_GOODS = r"(?:(?<=\bthat\s)|(?<=\bwhich\s)|(?<=\bwho\s))"
"""What stands before that which the goods are not to do: "tyres that don't slip"."""
