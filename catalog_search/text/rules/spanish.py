"""How shoppers say constraints in Spanish."""

from catalog_search.text.rules.language import NOTHING, LanguageRules, words
from catalog_search.text.rules.numbers import SPANISH_NUMBERS

MORE = r"m[áa]s"

LESS = (
    r"(?<=\w\s)(?<!\bal\s)(?<!\bcon\s)(?<!\bde\s)(?<!\blo\s)(?<!\bo\s)(?<!\bpor\s)(?<!\by\s)"
    r"menos(?=\s+[^\W\d_])(?!\s+(?:a|de|que|mal|car[oa]s?|alcohol|az[uú]car\w*|cafe[íi]na"
    r"|calor[íi]as|gluten|grasas?|lactosa|sal|sodio)\b)"
)
"""As in "zapatos menos botas". Of the other words goods have less."""

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
        r"hola|hay|d[óo]nde(?:\s+(?:est[áa]n?|hay|venden))?"
        r"(?:\s+(?:puedo|podr[íi]a|se\s+puede))?(?:\s+(?:comprar|encontrar|conseguir))?"
        r"|(?:quiero\s+)?(?:comprar|buscar|encontrar)|busco|quiero|necesito|mu[ée]str[ae](?:me|nme)?"
        r"|ens[ée][ñn]ame|ver|tod[oa]s\s+l[oa]s|cualquiera?|buen[oa]s?|bonit[oa]s?|bell[oa]s?"
    ),
    chatter_after=(r"online|en\s+l[íi]nea|en\s+venta|tiendas?|precios?|ofertas?|cosas?"),
    courtesy=r"(?:muchas\s+)?gracias|por\s*fa(?:vor)?",
    photo_reference=(
        r"(?:(?:algo|uno|una|igual|parecid[oa]s?|similar(?:es)?|como|a|el|la|lo|exactamente)\s+)*"
        r"(?:est[eoa]s?|es[eoa]s?|mism[oa]s?)\b(?:\s+(?:foto|imagen))?"
    ),
    numbers=(SPANISH_NUMBERS,),
    price_lead=r"(?:por|a|(?:rango de )?precio|cuestan?|que cuesten?)(?:\s*:)?\s+",
    between=r"entre|desde|de",
    between_joint=r"y|a|hasta",
    joint=r"a|hasta",
    under=(
        r"(?:por )?debajo de|(?:inferior|menor)(?:es)? (?:a|de|que)"
        rf"|menos (?:de|que)|{MORE} barat[oa]s? (?:que|de)"
    ),
    over=(
        r"(?:por )?encima de|(?:superior|mayor)(?:es)? (?:a|de|que)"
        rf"|{MORE} (?:de|que)|{MORE} car[oa]s? (?:que|de)"
        r"|(?:pas(?:a|an|ar|e|en)|exced(?:e|en|er)|exceda[ns]?) (?:de )?(?:los )?"
        r"|(?:super(?:a|an|ar|e|en)|rebas(?:a|an|ar|e|en)) (?:los )?"
    ),
    price_denier=(
        r"(?:que\s+)?(?:no|sin|nunca|jam[áa]s|nada)"
        r"(?:\s+(?:me|se|quiero|quisiera|pued[eo]n?|deben?|tienen?\s+que|cueste[ns]?|cuestan?"
        r"|costar|costando|valga[ns]?|valer|sea[ns]?|son|es|ser|est[ée]n?|est[áa]n?|salga[ns]?"
        r"|gast(?:e|o|ar)|pag(?:o|ar|ue)|a|por))*"
    ),
    up_to=(
        r"hasta|(?:como |un )?(?:m[áa]ximo|mucho|tope)(?: de)?|m[áa]x\.?(?: de)?|a lo sumo"
        r"|(?:mi )?presupuesto(?: de)?:?"
    ),
    at_least=(
        r"desde|a partir de|(?:como |un )?m[íi]nimo(?: de)?|m[íi]n\.?(?: de)?|al menos|por lo menos"
    ),
    near=r"alrededor de|unos|cerca de|aproximadamente|sobre",
    or_less=r"o menos|(?:como (?:m[áa]ximo|mucho|tope)|de tope|a lo sumo)|m[áa]x(?:imo)?",
    or_more=rf"(?:o|y|en) {MORE}|(?:como|por lo) (?:m[íi]nimo|menos)|m[íi]n(?:imo)?",
    weak=r"desde|sobre|unos|hasta",
    price_tail=r"cada un[oa]|(?:por|la) (?:unidad|pieza)|solo|en total",
    after_price=r"y|pero|o|con|sin|no|en|para|de|por",
    amount_leads=words(
        "de hasta a máximo mínimo que desde menos entre y unos sobre aproximadamente presupuesto"
    ),
    cheapest=(
        rf"{MORE} barat[oa]s? al? {MORE} car[oa]s?|precios? ascendentes?"
        rf"|{MORE} (?:barat|econ[óo]mic)[oa]s?|(?:muy )?barat[oa]s?|econ[óo]mic[oa]s?|asequibles?"
        r"|menos car[oa]s?(?! que)|(?:que )?no (?:sean? )?(?:(?:muy|tan|demasiado) )?car[oa]s?"
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
        r"|en\s+(?:vez|lugar)\s+de|(?:distint[oa]s?|diferentes?)\s+(?:de|a)(?=\s)|odio|detesto"
        r"|(?:al[ée]rgi(?:c[oa]s?|as?)|intoleran(?:tes?|cias?))\s+al?(?=\s)"
        rf"|aparte\s+de|(?:a|con)\s+excepci[óo]n\s+de|exceptuando|quitando|{LESS}"
    ),
    own_negators=r"(?!)",
    all_goods=r"tod[oa]s?|cualquiera?",
    but=r"menos(?!\s+de\s+\d)|pero\s+no",
    contents=r"sin|libres?|tengan?|lleven?|exent\w+|carentes?|nada|s/|vez|odio|detesto|(?:al[ée]rgi|intoleran)\w*|conten\w+|contien\w+",
    weak_negators=r"cero|0(?=\s+(?:az[uú]car|grasa|alcohol|calor[ií]as|cafe[ií]na|gluten|lactosa|sal)\b)",
    negator_lead=(
        r"que|soy(?=\s+(?:al[ée]rg|intoler))|es|son|sea|est[áa]n?|(?:hech|elaborad|preparad)[oa]s?|(?:absoluta|completa|total)mente"
        r"|certificad[oa]s?|100\s?%"
    ),
    denied_lead=r"use[ns]?|usan?|necesite[ns]?|necesitan?|requier[ae]n?|quiero|quisiera|quiere|deseo|necesito|tolero|soporto|puedo\s+(?:comer|tomar|beber)|contenido|contien[ea]n?|contenga[ns]?|tienen?|nada|adici[oó]n|de|en|con|para|un|una|unos|unas|el|la|los|las|ning[úu]n|ninguna|a[ñn]adid[oa]",
    compound_joints=words("de del"),
    denied_tail=r"añadid[oa]s?|agregad[oa]s?",
    free=r"free",
    un_words=NOTHING,
    participles=NOTHING,
    with_words="con",
    not_excluded=rf"solo|s[óo]lo|muy|demasiado|tan|{MORE}|menos|mucho|todo|siempre",
    or_words=r"o|u|ni",
    and_words=r"y|e|as[íi]\s+como",
    articles=r"una?",
    end_words=words(
        "para en con y e o u ni por debajo encima de que a pero no sin entre talla mas menos "
        "hasta desde"
    ),
    value_leads=r"de\s+color|en\s+color|color|en|de\s+(?:la\s+)?marca|marca|de",
    name_leads=r"(?:de\s+)?(?:la\s+)?marca|categor[íi]a",
    size_leads=r"(?:(?:de|en)\s+)?(?:las?\s+)?tallas?",
    size_marks=r"(?:de\s+)?(?:t\.?|n[úu]mero|n[º°])",
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
    color_forms=(words("naranja anaranjado"),),
    color_endings=NOTHING,
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
    text_affirmers=r"(?:ya\s+)?no|nunca",
    text_stops=r"con|como|contiene|en|mas|menos|o|para|pero|que|sin|sino|solo|y",
    text_free=r"free",
)
