"""How shoppers say constraints in French."""

from catalog_search.text.rules.language import LanguageRules, words

CHER = r"ch(?:er|ère|ere)s?"

FRENCH = LanguageRules(
    fillers=words(
        "a au aux avec ce cela ces cet cette cherche d dans de des du elle en est et il ils je l "
        "la le les leur ma me mes moi mon nous ou par pour qu que qui quelque sa se ses son sont "
        "sur un une voudrais vous"
    ),
    goods=words("the"),
    connectors=words(
        "a au aux avec d dans de des du en et la le les mais ou par pour que sur trie tries un une"
    ),
    placeholders=words(
        "article articles chose choses produit produits quelque tout tous cherche chercher acheter "
        "montre montrer trouver"
    ),
    chatter_before=(
        r"bonjour|salut|acheter|achat|(?:je\s+)?(?:cherche|veux|voudrais|souhaite)|montre[rz]?(?:-moi)?"
        r"|trouve[rz]?|voir|(?:toutes|tous)\s+les|une?\s+bel(?:le)?|bel(?:le)?s?|beaux?|bon(?:ne)?s?|jolie?s?"
    ),
    chatter_after=(
        r"en\s+ligne|(?:en|à)\s+vente|boutiques?|magasins?|prix|promo(?:tion)?s?|merci"
        r"|s['\u2019]il\s+vous\s+pla[îi]t|svp"
    ),
    photo_reference=(
        r"(?:(?:quelque\s+chose|un|une|comme|pareil(?:le)?s?|semblable|similaire|exactement|la|le"
        r"|les|à)\s+)*(?:ceci|cela|ça|cette?|ces?|celui-ci|celle-ci|m[êe]mes?)\b(?:\s+(?:photo|image))?"
    ),
    price_lead=r"(?:pour|prix|co[ûu]tant|co[ûu]tent?)(?:\s*:)?\s+",
    between=r"entre|de",
    between_joint=r"et|à|a",
    joint=r"à|a",
    up_to=(
        r"moins de|jusqu['\u2019](?:à|a)|sous|en dessous de|inf[ée]rieure?s? à|maximum(?: de)?"
        rf"|au (?:plus|maximum)|pas plus de|moins {CHER} que|(?:mon )?budget(?: de)?:?"
    ),
    at_least=(
        r"plus de|(?:à|a) partir de|dès|au[- ]dessus de|sup[ée]rieure?s? à|minimum(?: de)?"
        rf"|au (?:moins|minimum)|pas moins de|plus {CHER} que"
    ),
    near=r"environ|autour de|vers|à peu près",
    or_less=r"ou moins|maximum|au plus",
    or_more=r"(?:ou|et) plus|minimum",
    weak=r"vers|dès|sous",
    price_tail=r"(?:la|par) pièce|chacune?|à l['\u2019]unité|seulement|au total",
    after_price=r"et|mais|ou|avec|sans|pas|en|pour|dans|de",
    amount_leads=words(
        "de à a sous maximum minimum plus moins que dès entre et environ vers peu près budget"
    ),
    cheapest=(
        rf"(?:du |le )?moins {CHER} au plus {CHER}|moins {CHER}|(?:très )?pas (?:trop )?{CHER}"
        r"|(?:à )?bon march[ée]|abordables?|[ée]conomiques?|prix croissants?|prix les plus bas"
    ),
    dearest=(
        rf"(?:du |le )?plus {CHER} au moins {CHER}|plus {CHER}|prix d[ée]croissants?"
        r"|prix les plus hauts"
    ),
    newest=(
        r"plus (?:r[ée]cente?s?|nouveaux?|nouvelles?)|nouveaut[ée]s?"
        r"|derni(?:er|ère|ere)s? arriv[ée]e?s?"
    ),
    best=r"meilleure?s?(?: r[ée]sultats?)?",
    sort_article=r"le|la|les",
    sort_tail=r"d['\u2019]abord",
    negators=(
        r"(?:mais\s+)?(?:pas|sans|ni)|sauf|except[ée]|hormis|aucune?|tout\s+sauf"
        r"|autres?\s+que"
        r"|hors(?=\s+(?:beige|blanc(?:he)?|bleu|gris|jaune|marron|noir|orange|rose|rouge|vert|violet)(?:e?s?)\b)"
        r"|qui\s+ne\s+sont\s+pas|n['\u2019]est\s+pas|s/(?=\s)|ss(?=\s)"
        r"|(?:exempte?s?|d[ée]pourvue?s?|libres?)(?=\s+d[e'\u2019])"
    ),
    contents=r"sans|exempt\w*|d[ée]pourvu\w*|libres?|s/|ss",
    weak_negators=(
        r"z[ée]ro|0(?=\s+(?:de\s+)?(?:sucres?|sel|alcool|gluten|calories?|caf[ée]ine|lactose)\b)"
    ),
    negator_lead=(
        r"ne|n['\u2019](?:a|ont|est|y)|qui|est|sont|contient|contiennent|fabriqu[ée]e?s?|faite?s?|(?:absolu|compl[èe]te|totale)ment"
        r"|garantie?s?|certifi[ée]e?s?|vraiment|100\s?%"
    ),
    denied_lead=r"ajouts?|d['\u2019]|de|en|avec|pour|une?|des|du|les?|la|aucune?|ajout[ée]",
    compound_joints=words("d de du"),
    denied_tail=r"ajouté(?:e|s|es)?|dedans",
    free=r"free",
    not_excluded=r"seulement|trop|très|tres|si|plus|moins|beaucoup|toujours|tout",
    or_words=r"ou|ni",
    and_words=r"et",
    articles=r"une?|de",
    end_words=words(
        "svp merci "
        "pour en avec et ou ni sous dessous dessus de qui que a mais pas sans entre taille plus "
        "moins dans"
    ),
    value_leads=r"de\s+couleur|en\s+couleur|couleur|en|de\s+(?:la\s+)?marque|marque|par|de|(?:en\s+)?taille",
    name_leads=r"(?:de\s+)?(?:la\s+)?marque|par|cat[ée]gorie",
    size_leads=r"(?:en\s+)?taille",
    size_names={
        "xs": frozenset(),
        "s": words("petit"),
        "m": words("moyen"),
        "l": words("grand"),
        "xl": frozenset(),
        "xxl": frozenset(),
    },
    clear_colors=words(
        "noir blanc gris rouge bleu vert jaune violet marron beige turquoise bordeaux"
    ),
    common=words(
        "a amour avec belle blanc bleu bon de des enfant femme femmes homme hommes jour la le les "
        "lumiere maison mon noir nouveau original petit pour rouge style tout un une vie"
    ),
    grammar=words("pas sans ni non zero meilleur plus moins nouveau cher entre sous que"),
    wearers={
        "men": words("homme hommes masculin monsieur"),
        "women": words("femme femmes dame dames féminin"),
        "boys": words("garçon garçons"),
        "girls": words("fille filles fillette"),
        "kids": words("enfant enfants"),
        "babies": words("bébé bébés"),
        "anyone": words("unisexe mixte unisex"),
    },
    text_deniers=(
        r"evite(?:nt)?|stop\s+aux?|(?:exempte?s?|depourvue?s?|libres?|absence|point)\s+de|pas(?!\s+seulement\b)"
        r"|sans(?:\s+la\s+moindre)?|zero|jamais|ni|aucune?|non|s/"
        r"|(?:a\s+la\s+place|au\s+lieu|substituts?)\s+d[eu]"
    ),
    text_listing=r"sans|ni|(?:exempte?s?|depourvue?s?|libres?)\s+de",
    text_affirmers=r"pas|jamais|non",
    text_stops=r"avec|comme|contient|dans|en|et|mais|moins|ou|plus|pour|que|sans|seulement|sur",
    text_free=r"free",
)
