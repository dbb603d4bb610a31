"""How shoppers say constraints in German."""

from catalog_search.text.rules.language import LanguageRules, words
from catalog_search.text.rules.numbers import GERMAN_NUMBERS

E = r"(?:e[mnrs]?)?"
"""The endings of adjectives."""

CHEAP = r"(?:billig|günstig|guenstig|preiswert)(?:(?:e?st)?e[mnrs]?)?"
DEAR = r"teuer(?:sten)?"

SUBJECT = (
    r"(?:aber|und|die|der|das|es|sie|ich|man|darf|d(?:ü|ue)rfen|kann|k(?:ö|oe)nnen|m(?:ö|oe)chte"
    r"|soll(?:en|te|ten)?|will|wollen|ist|sind|kostet|kosten|zahle|ausgeben|liegt|liegen)"
)
"""What must not cost more, or who will not pay it."""

GERMAN = LanguageRules(
    fillers=words(
        "als am an auf aus bei bitte das dem den der des die ein eine einem einen einer eines es "
        "etwas fur für gern gerne hatte hätte ich im in ist mein meine mich mir mit möchte mochte "
        "oder sich sie sind so suche um und von was welche welcher welches wir zu zum zur"
    ),
    goods=frozenset(),
    connectors=words(
        "aber am an auf aus bei bitte das dem den der die ein eine einen für im in mit oder "
        "sortiert und von zu zum zur nach"
    ),
    placeholders=words(
        "alles artikel dinge etwas finde produkt produkte sache sachen suche suchen ware waren "
        "zeig zeige kaufen"
    ),
    chatter_before=(
        r"hallo|hi|bitte|(?:ich\s+)?(?:suche|brauche|kaufe|m(?:ö|oe)chte)|zeige?(?:\s+mir)?|finde|alle"
        r"|habt\s+ihr|(?:wo\s+)?gibt\s+es|wo(?:\s+kann)?(?:\s+(?:bekomme|finde|kaufe|kriege|ist|sind))?"
        r"(?:\s+(?:ich|man|wir))?(?:\s+hier)?|sch(?:ö|oe)ne[mnrs]?|gute[mnrs]?|tolle[mnrs]?"
    ),
    chatter_after=(
        r"(?:wo\s+)?(?:online\s+)?(?:kaufen|bestellen|bekommen|finden|gesucht)|online|shop|angebote?|preise?"
        r"|sachen|dinge|g(?:ü|ue)nstig\s+kaufen"
    ),
    courtesy=r"bitte(?:\s+sch(?:ö|oe)n)?|(?:vielen\s+)?dank(?:e(?:\s+sch(?:ö|oe)n)?)?",
    photo_reference=(
        r"(?:so etwas|so was|sowas|(?:(?:etwas|genau|genauso|so|eine?n?|ähnlich)\s+)*wie\s+"
        r"(?:das|dies(?:e[mnrs]?)?)|(?:das|der|die)\s?(?:gleiche|selbe)|(?:das|dies(?:e[mnrs]?)?))"
        r"\b(?:\s+(?:hier|da|foto|bild))*"
    ),
    numbers=(GERMAN_NUMBERS,),
    price_lead=(
        r"(?:für|preis(?:spanne)?|kostet|kosten|darf|d(?:ü|ue)rfen|soll(?:en|te|ten)?)(?:\s*:)?\s+"
    ),
    between=r"zwischen|zw\.|von|ab",
    between_joint=r"und|u\.|bis(?: zu)?",
    joint=r"bis(?: zu)?",
    under=(r"unter(?:halb von)?|(?:weniger|billiger|g(?:ü|ue)nstiger|niedriger|geringer) als"),
    over=r"(?:ü|ue)ber|oberhalb von|(?:mehr|teurer|h(?:ö|oe)her) als",
    price_denier=(
        rf"(?:{SUBJECT}\s+)*(?:nicht|nie|niemals|kein(?:e[mnrs]?)?|nichts|ohne)"
        r"(?:\s+(?:kosten|liegen|zahlen|ausgeben|f(?:ü|ue)r))*"
    ),
    up_to=(r"bis(?: zu)?|(?:aller)?h(?:ö|oe)chstens|maximal|(?:mein )?budget(?: von| ist)?:?"),
    at_least=r"ab|mindestens|mind\.|wenigstens|von",
    near=r"um(?: die)?|etwa|ungefähr|ungefaehr|rund|ca\.?|zirka",
    or_less=(
        r"oder (?:weniger|billiger|günstiger|darunter)|maximal|höchstens"
        r"|nicht (?:ü|ue)ber(?:steig|schreit)\w+"
    ),
    or_more=r"(?:oder|und) (?:mehr|teurer|darüber)|aufwärts",
    weak=r"von|um",
    price_tail=(
        r"(?:pro|je|das) stück|nur|insgesamt|kostet|liegt"
        r"|(?:kosten|liegen|sein|ausgeben|zahlen|bezahlen)(?:\s+(?:darf|d(?:ü|ue)rfen|soll\w*|will))?"
    ),
    after_price=r"und|aber|oder|mit|ohne|nicht|kein\w*|in|bitte|für",
    amount_leads=words(
        "unter bis zu als höchstens maximal von ab über ueber mindestens wenigstens um etwa rund "
        "zwischen und budget"
    ),
    cheapest=(
        rf"(?:vo[nm] )?{CHEAP} (?:nach|zum|bis) {DEAR}"
        r"|(?:am )?(?:billigste|günstigste|guenstigste|preiswerteste|preisgünstigste)[mnrs]?"
        rf"|(?:sehr )?(?:billig|günstig|guenstig|preiswert|preisgünstig){E}"
        r"|nicht (?:(?:zu|so|sehr|allzu|ganz so) )?(?:teuer|teure[mnrs]?)"
        r"|preis aufsteigend|(?:niedrigste[mnrs]?|kleinste[mnrs]?) preise?"
    ),
    dearest=(
        rf"(?:vo[nm] )?{DEAR} (?:nach|zum|bis) {CHEAP}"
        r"|(?:am )?teuerste[mnrs]?|preis absteigend|höchste[mnrs]? preise?"
    ),
    newest=rf"(?:am )?neu(?:e)?ste[mnrs]?|neuheiten|neuzugänge|neu{E} eingetroffen{E}",
    best=rf"beste[mnrs]?(?: treffer)?|nicht (?:(?:zu|so|sehr|ganz) )?{CHEAP}",
    sort_article=r"de[mnr]|die|das",
    sort_tail=r"zuerst",
    negators=(
        r"(?:aber\s+)?(?:nicht|ohne|weder|keine?[mnrs]?)|außer|ausser|ausgenommen"
        r"|alles\s+au(?:ß|ss)er|frei\s+von|nix|niemals|exkl\.?(?=\s)"
        r"|exklusive(?=\s+(?:alkohol|fett|gluten|koffein|la[ck]tose|n(?:ü|ue)sse|salz|zucker)\b)"
        r"|bis\s+auf(?=\s+[^\W\d_])|abgesehen\s+von|mit\s+ausnahme(?:\s+von|(?=\s+de[rs]\s))"
        r"|(?:an)?statt|anstelle\s+von|keinesfalls|auf\s+(?:gar\s+)?keinen\s+fall|ich\s+hasse"
        r"|(?:in\s+)?(?:eine[mnrs]?\s+)?andere[mnrs]?(?:\s+(?:farben?|marken?|sorten?))?\s+als"
        r"|(?:allergi(?:sch|e|en)|intolerant|intoleranz|unvertr(?:ä|ae)glichkeit)\s+(?:gegen|auf)"
        r"(?:(?<=gegen)(?:ü|ue)ber)?"
    ),
    own_negators=r"(?!)",
    all_goods=r"alle|jede[mnrs]?",
    but=r"(?:nur|blo(?:ß|ss))\s+nicht|aber\s+nicht",
    contents=(
        r"ohne|kein\w*|frei|nix|niemals|exkl\w*|(?:an)?statt|anstelle|hasse"
        r"|(?:allergi|intoleran|unvertr)\w*"
    ),
    weak_negators=r"null|0(?=\s+(?:zucker|fett|alkohol|gluten|laktose|salz|kalorien|koffein)\b)",
    negator_lead=(
        r"(?:ich\s+)?bin|(?:die|der|das)(?=\s+(?:ist|sind|hat|haben|enth))|ist|sind|hat|haben|enthält|enthalten|kommt"
        r"|absolut|ganz|garantiert|komplett|vollkommen|völlig|wirklich|zertifiziert|100\s?%"
    ),
    denied_lead=(
        r"jeden?|irgend(?:eine?|welche)[mnrs]?|jegliche[mnrs]?|mit|von|aus|in|für|eine?[mnrs]?|de[mnr]|die|das"
        r"|zugesetzte[mnrs]?"
    ),
    compound_joints=frozenset(),
    denied_tail=(
        r"sind|ist|zugesetzt|enthalten|enthält|enthaelt|hat|haben|drin|darin"
        r"|braucht|brauchen|ben(?:ö|oe)tig(?:t|en)"
    ),
    free=rf"frei{E}|los{E}",
    un_words=(
        rf"(?:ge(?:f(?:ü|ue)ttert|salzen|s(?:ü|ue)(?:ß|ss)t|zuckert|f(?:ä|ae)rbt|mustert|streift"
        rf"|r(?:ö|oe)stet|schwefelt|bleicht|w(?:ü|ue)rzt|polstert)|parf(?:ü|ue)miert|lackiert"
        rf"|bedruckt|beschichtet|alkoholisch){E}"
    ),
    participles=rf"ge[^\W\d_]{{3,}}(?:t|en){E}|[^\W\d_]{{3,}}iert{E}",
    with_words="mit",
    not_excluded=r"nur|zu|sehr|so|mehr|weniger|über|unter|immer|alle|viel|ganz",
    or_words=r"oder|noch",
    and_words=r"und|u\.|sowie|bzw\.?|beziehungsweise",
    articles=r"eine?[mnrs]?",
    end_words=words(
        "ab aber noch danke "
        "alle auf aus bei bis bitte für in im kein keine mit mehr nicht oder ohne und "
        "unter über von weniger zu zwischen größe"
    ),
    value_leads=(r"in(?:\s+der)?\s+farbe|farbe|in|(?:von\s+)?(?:der\s+)?marke|von"),
    name_leads=r"(?:von\s+)?(?:der\s+)?marke|von|kategorie",
    size_leads=r"(?:in\s+)?[^\W\d_]*gr(?:ö|oe)(?:ß|ss)en?",
    size_marks=r"(?:in\s+)?(?:schuh|kleider|konfektions)?gr\.?",
    size_names={
        "xs": frozenset(),
        "s": words("klein"),
        "m": words("mittel"),
        "l": words("groß"),
        "xl": frozenset(),
        "xxl": frozenset(),
    },
    clear_colors=words(
        "schwarz weiß weiss grau rot blau dunkelblau hellblau grün gelb rosa pink lila violett "
        "braun beige türkis"
    ),
    color_forms=(
        words("rosa rosane"),
        words("lila lilane"),
        words("silber silberne"),
        words("kupfer kupferne"),
    ),
    color_endings=rf"[\s-]?farb(?:en|ig){E}",
    common=words(
        "alle beste ein eine frau frauen für gut haus herren damen kinder klein groß ich leben "
        "licht mann mein mehr neu nur schön schwarz sport stil stern tag und unser weiß wir"
    ),
    grammar=words(
        "nicht ohne kein keine null beste neueste billigste günstigste teuerste ab bis unter über "
        "zwischen als neu"
    ),
    wearers={
        "men": words("herren männer mann männlich"),
        "women": words("damen dame frauen frau weiblich"),
        "boys": words("jungen junge jungs"),
        "girls": words("mädchen mädels"),
        "kids": words("kinder kind"),
        "babies": words("babys säugling kleinkind"),
        "anyone": words("unisex"),
    },
    text_deniers=(
        r"nix|niemals|nicht(?!\s+nur\b)|ohne|kein(?:e[mnrs]?|erlei)?|null|nie"
        r"|weder|frei\s+von|(?:nicht|nie(?:mals)?)\s+mit|verzicht(?:et|en)?\s+auf|bar\s+jede[nrs]"
        r"|(?:enthalt\s+nicht|nicht\s+enthalten):|auf(?=\s+\w+\s+(?:wird|haben\s+wir|verzicht))"
        r"|(?:an)?statt|anstelle\s+von|abwesenheit\s+von"
    ),
    text_listing=r"ohne|weder|frei\s+von",
    text_affirmers=r"nicht(?:\s+(?:mehr|langer|ganz|vollig|wirklich))?|nie",
    text_stops=(
        r"aber|als|am|an|auch|auf|ausser|bei|frei|fur|im|in|mehr|mit|nur|oder|ohne|sondern|uber|um"
        r"|und|unter|weniger|wie|zum|zur"
    ),
    text_free=rf"frei{E}|los{E}|ersatz",
)
