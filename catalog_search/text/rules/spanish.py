"""How shoppers say constraints in Spanish."""

from catalog_search.text.rules.language import LanguageRules, words

MORE = r"m[áa]s"

SPANISH = LanguageRules(
    fillers=words(
        "a al algo busco como con cual de del e el en es esta este estos la las lo los me mi mis "
        "o para por que quiero se son su sus un una unas uno unos u y necesito favor"
    ),
    goods=frozenset(),
    connectors=words(
        "a al con de del e el en la las lo los o para pero por que un una unas unos u y ordenado "
        "favor"
    ),
    placeholders=words(
        "algo articulo articulos cosa cosas producto productos todo todos buscar busco comprar "
        "mostrar muestra encontrar"
    ),
    chatter_before=(
        r"hola|(?:quiero\s+)?(?:comprar|buscar|encontrar)|busco|quiero|necesito|mu[ée]str[ae](?:me|nme)?"
        r"|ens[ée][ñn]ame|ver|tod[oa]s\s+l[oa]s|buen[oa]s?|bonit[oa]s?|bell[oa]s?"
    ),
    chatter_after=r"online|en\s+l[íi]nea|en\s+venta|tiendas?|precios?|ofertas?|gracias|por\s+favor",
    photo_reference=(
        r"(?:(?:algo|uno|una|igual|parecid[oa]s?|similar(?:es)?|como|a|el|la|lo|exactamente)\s+)*"
        r"(?:est[eoa]s?|es[eoa]s?|mism[oa]s?)\b(?:\s+(?:foto|imagen))?"
    ),
    price_lead=r"(?:por|a|(?:rango de )?precio|cuestan?|que cuesten?)(?:\s*:)?\s+",
    between=r"entre|desde|de",
    between_joint=r"y|a|hasta",
    joint=r"a|hasta",
    up_to=(
        r"menos de|hasta|por debajo de|inferior(?:es)? a|m[áa]ximo(?: de)?|como m[áa]ximo"
        rf"|{MORE} barat[oa]s? (?:que|de)|no {MORE} de|(?:mi )?presupuesto(?: de)?:?"
    ),
    at_least=(
        rf"{MORE} de|desde|a partir de|por encima de|superior(?:es)? a|m[íi]nimo(?: de)?"
        rf"|como m[íi]nimo|al menos|no menos de|{MORE} car[oa]s? (?:que|de)"
    ),
    near=r"alrededor de|unos|cerca de|aproximadamente|sobre",
    or_less=r"o menos|como m[áa]ximo|m[áa]ximo",
    or_more=rf"(?:o|y) {MORE}|como m[íi]nimo",
    weak=r"desde|sobre|unos|hasta",
    price_tail=r"cada un[oa]|(?:por|la) (?:unidad|pieza)|solo|en total",
    after_price=r"y|pero|o|con|sin|no|en|para|de|por",
    amount_leads=words(
        "de hasta a máximo mínimo que desde menos entre y unos sobre aproximadamente presupuesto"
    ),
    cheapest=(
        rf"{MORE} barat[oa]s? al? {MORE} car[oa]s?|precios? ascendentes?"
        rf"|{MORE} (?:barat|econ[óo]mic)[oa]s?|(?:muy )?barat[oa]s?|econ[óo]mic[oa]s?|asequibles?"
        r"|(?:precio )?de menor a mayor|precios? m[áa]s bajos?"
    ),
    dearest=(
        rf"{MORE} car[oa]s? al? {MORE} barat[oa]s?|precios? descendentes?|{MORE} car[oa]s?"
        r"|(?:precio )?de mayor a menor|precios? m[áa]s altos?"
    ),
    newest=rf"{MORE} (?:nuev[oa]s?|recientes?)|novedades|reci[ée]n llegad[oa]s?",
    best=r"mejor(?:es)?(?: resultados?)?|no (?:(?:muy|tan) )?barat[oa]s?",
    sort_article=r"el|la|los|las|lo",
    sort_tail=r"primero",
    negators=(
        r"(?:pero\s+)?(?:no|sin|ni)|excepto|salvo|todo\s+menos|que\s+no\s+(?:sean?|tengan?|lleven?)"
        r"|libres?\s+de|exent[oa]s?\s+de|carentes?\s+de|nada\s+de|s/(?=\s)"
    ),
    contents=r"sin|libres?|tengan?|lleven?|exent\w+|carentes?|nada|s/|conten\w+|contien\w+",
    weak_negators=r"cero|0(?=\s+(?:az[uú]car|grasa|alcohol|calor[ií]as|cafe[ií]na|gluten|lactosa|sal)\b)",
    negator_lead=(
        r"que|es|son|sea|est[áa]n?|(?:hech|elaborad|preparad)[oa]s?|(?:absoluta|completa|total)mente"
        r"|certificad[oa]s?|100\s?%"
    ),
    denied_lead=r"contenido|contien[ea]n?|contenga[ns]?|tienen?|nada|adici[oó]n|de|en|con|para|un|una|unos|unas|el|la|los|las|ning[úu]n|ninguna|a[ñn]adid[oa]",
    compound_joints=words("de del"),
    denied_tail=r"añadid[oa]s?|agregad[oa]s?",
    free=r"free",
    not_excluded=rf"solo|s[óo]lo|muy|demasiado|tan|{MORE}|menos|mucho|todo|siempre",
    or_words=r"o|u|ni",
    and_words=r"y|e",
    articles=r"una?",
    end_words=words(
        "para en con y e o u ni por debajo encima de que a pero no sin entre talla mas menos "
        "hasta desde"
    ),
    value_leads=r"de\s+color|en\s+color|color|en|de\s+(?:la\s+)?marca|marca|de|(?:de|en)\s+(?:la\s+)?talla|talla",
    name_leads=r"(?:de\s+)?(?:la\s+)?marca|categor[íi]a",
    size_leads=r"(?:(?:de|en)\s+)?(?:la\s+)?talla",
    size_names={
        "xs": frozenset(),
        "s": words("pequeña"),
        "m": words("mediana"),
        "l": words("grande"),
        "xl": frozenset(),
        "xxl": frozenset(),
    },
    clear_colors=words(
        "negro blanco gris rojo azul verde amarillo morado marron beige turquesa granate"
    ),
    common=words(
        "a al amor azul blanco casa con de dia el en es estilo hombre hombres la luz mas mejor mi "
        "mujer mujeres negro no nuevo rojo sol solo todo un una vida y"
    ),
    grammar=words("no sin ni cero mejor mas menos nuevo barato caro hasta desde entre que"),
    wearers={
        "men": words("hombre hombres caballero caballeros masculino"),
        "women": words("mujer mujeres señora señoras dama damas femenino"),
        "boys": words("niño"),
        "girls": words("niña niñas"),
        "kids": words("niños infantil"),
        "babies": words("bebé bebés"),
        "anyone": words("unisex"),
    },
    text_deniers=(
        r"exent[oa]s?\s+de|desprovist[oa]s?\s+de|evitan?|adios\s+al?|carentes?\s+de|nada\s+de|no(?!\s+solo\b)|sin|cero"
        r"|nunca|ni|tampoco|libres?\s+de|(?:carecen?|ausencia|en\s+(?:lugar|vez))\s+de|jamas|s/"
        r"|ningun[oa]?s?|no\s+(?:endulzad|edulcorad)[oa]s?\s+con|sustitut(?:[oa]s?|iv[oa]s?)\s+del?"
    ),
    text_listing=r"sin|(?:libres?|exent[oa]s?|carentes?)\s+de",
    text_affirmers=r"no|nunca",
    text_stops=r"con|como|contiene|en|mas|menos|o|para|pero|que|sin|sino|solo|y",
    text_free=r"free",
)
