"""How shoppers say constraints in French."""

from catalog_search.text.rules.language import NOTHING, LanguageRules, words
from catalog_search.text.rules.numbers import FRENCH_NUMBERS

CHER = r"ch(?:er|ère|ere)s?"

VERB = (
    r"(?:co[ûu]t(?:e|ent|ant|er)|d[ée]pens(?:e|er)|doi(?:t|vent)|est|sont|soi(?:t|ent)|[êe]tre"
    r"|peu[tx]|peuvent|pay(?:e|er)|mettre|val(?:ant|oir)|vaut|veux|voudrais)"
)
"""Verbs of what things cost and shoppers pay."""
EXCEED = r"(?:d[ée]pass|exc[ée]d)(?:e|ent|er|ant|[éèe]e?s?)"

AT = r"(?<!have\s)(?<!need\s)(?<!not\s)(?<!with\s)(?<!without\s)a(?!\s+base\b)"
"""As in "sans fourrure à la capuche". French shops write "without a hood", too."""

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
        r"|(?:o[ùu]\s+(?:(?:puis-je|peut-on|est-ce\s+que\s+je\s+peux)\s+)?)?(?:trouver|acheter)"
        r"(?:\s+(?:des|du|la|les?|une?)(?=\s))?"
        r"|o[ùu]\s+y\s+a-t-il|trouve[rz]?|voir|(?:toutes|tous)\s+les|une?\s+bel(?:le)?|bel(?:le)?s?|beaux?|bon(?:ne)?s?|jolie?s?"
    ),
    chatter_after=(
        r"en\s+ligne|(?:en|à)\s+vente|boutiques?|magasins?|prix|promo(?:tion)?s?|choses?|trucs?"
    ),
    courtesy=r"merci(?:\s+(?:beaucoup|d['\u2019]avance))?|s['\u2019]il\s+(?:vous|te)\s+pla[îi]t|svp|stp",
    photo_reference=(
        r"(?:(?:quelque\s+chose|un|une|comme|pareil(?:le)?s?|semblable|similaire|exactement|la|le"
        r"|les|à)\s+)*(?:ceci|cela|ça|cette?|ces?|celui-ci|celle-ci|m[êe]mes?)\b(?:\s+(?:photo|image))?"
    ),
    numbers=(FRENCH_NUMBERS,),
    price_lead=r"(?:pour|prix|co[ûu]tant|co[ûu]tent?)(?:\s*:)?\s+",
    between=r"entre|de",
    between_joint=r"et|à|a",
    joint=r"à|a",
    under=(
        r"moins d(?:e(?!\w)|['\u2019])|sous|en[- ]dessous d(?:e(?!\w)|['\u2019])"
        rf"|-\s?de(?=\s)|inf[ée]rieure?s? [àa]|moins {CHER} que"
    ),
    over=(
        r"plus d(?:e(?!\w)|['\u2019])|au[- ]dessus d(?:e(?!\w)|['\u2019])|sup[ée]rieure?s? [àa]"
        rf"|\+\s?de(?=\s)|plus {CHER} que"
    ),
    price_denier=(
        rf"(?:qui\s+)?(?:je\s+)?(?:ne\s+|n['\u2019])?(?:{VERB}\s+)*(?:pas|jamais|rien)"
        rf"(?:\s+(?:{VERB}|de|[àa]|le))*"
    ),
    up_to=(
        r"jusqu['\u2019](?:à|a)|maximum(?: de)?|max[.i]?(?: de)?|(?:tout )?au (?:plus|maximum|max)"
        r"|(?:mon )?budget(?: de)?:?"
        rf"|(?:qui\s+)?(?:ne\s+|n['\u2019]){EXCEED} (?:pas|jamais)"
        rf"|(?:qui\s+)?(?:(?:ne\s+)?(?:{VERB}\s+)*pas|sans) {EXCEED}"
    ),
    at_least=(r"(?:à|a) partir d(?:e(?!\w)|['\u2019])|dès|minimum(?: de)?|au (?:moins|minimum)"),
    near=r"environ|autour de|vers|à peu près",
    or_less=r"ou moins|maximum|(?:tout )?au (?:plus|maximum|max)|maxi?",
    or_more=r"(?:ou|et) plus|minimum",
    weak=r"vers|dès|sous",
    price_tail=r"(?:la|par) pièce|chacune?|à l['\u2019]unité|seulement|au total",
    after_price=r"et|mais|ou|avec|sans|pas|en|pour|dans|de",
    amount_leads=words(
        "de à a sous maximum minimum plus moins que dès entre et environ vers peu près budget"
    ),
    cheapest=(
        rf"(?:du |le )?moins {CHER} au plus {CHER}|moins {CHER}"
        rf"|(?:très )?pas (?:(?:trop|si|tr[èe]s) )?{CHER}"
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
        r"(?:mais\s+)?(?:pas|sans(?!\s+fils?\b)|ni)|sauf|except[ée]e?s?|hormis|aucune?"
        r"|tout\s+sauf|(?:mis\s+)?[àa]\s+part(?=\s)|en\s+dehors(?=\s+d)"
        r"|[àa]\s+l['\u2019]exception(?=\s+d)"
        r"|autres?\s+que"
        r"|hors(?=\s+(?:beige|blanc(?:he)?|bleu|gris|jaune|marron|noir|orange|rose|rouge|vert|violet)(?:e?s?)\b)"
        r"|plut[ôo]t\s+qu(?:e(?=\s)|['\u2019])|[àa]\s+l['\u2019]exclusion(?=\s+d)|(?:je\s+)?d[ée]teste(?=\s)"
        r"|au\s+lieu(?=\s+d)|[àa]\s+la\s+place(?=\s+d)"
        r"|(?:allergi(?:ques?|e)|intol[ée]ran(?:te?s?|ce))\s+(?:aux?|[àa])(?=\s)"
        r"|qui\s+ne\s+sont\s+pas|n['\u2019]est\s+pas|s/(?=\s)|ss(?=\s)"
        r"|(?:exempte?s?|d[ée]pourvue?s?|libres?)(?=\s+d[e'\u2019])"
    ),
    own_negators=r"(?!)",
    all_goods=r"toute?s?|tous|n['\u2019]importe\s+quel(?:le)?s?",
    but=r"moins(?!\s+d)|mais\s+pas",
    contents=(
        r"sans|exempt\w*|d[ée]pourvu\w*|libres?|s/|ss|d[ée]teste|lieu|(?:allergi|intol[ée]ran)\w*"
    ),
    weak_negators=(
        r"z[ée]ro|0(?=\s+(?:de\s+)?(?:sucres?|sel|alcool|gluten|calories?|caf[ée]ine|lactose)\b)"
    ),
    negator_lead=(
        r"je\s+suis|ne|n['\u2019](?:a|ont|est|y)|qui|est|sont|contient|contiennent|fabriqu[ée]e?s?|faite?s?|(?:absolu|compl[èe]te|totale)ment"
        r"|garantie?s?|certifi[ée]e?s?|vraiment|100\s?%"
    ),
    denied_lead=r"ajouts?|[dl]['\u2019]|de|en|avec|pour|une?|des|du|les?|la|aucune?|ajout[ée]",
    compound_joints=words("a d de du"),
    denied_tail=r"ajouté(?:e|s|es)?|dedans",
    free=r"free",
    un_words=NOTHING,
    participles=NOTHING,
    with_words="avec|à|aux?",
    not_excluded=r"seulement|trop|très|tres|si|plus|moins|beaucoup|toujours|tout",
    or_words=r"ou|ni",
    and_words=r"et|ainsi\s+que",
    articles=r"une?|de",
    end_words=words(
        "svp merci "
        "pour en avec et ou ni sous dessous dessus de qui que a mais pas sans entre taille plus "
        "moins dans"
    ),
    value_leads=r"de\s+couleur|en\s+couleur|couleur|en|de\s+(?:la\s+)?marque|marque|par|de",
    name_leads=r"(?:de\s+)?(?:la\s+)?marque|par|cat[ée]gorie",
    size_leads=r"(?:(?:en|de)\s+)?(?:tailles?|pointures?)",
    size_marks=r"(?:en\s+)?(?:t|point)\.?",
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
    color_forms=(
        words("blanc blanche"),
        words("bleu bleus"),
        words("roux rousse"),
        words("doré dorée"),
        words("argenté argentée"),
        words("cuivré cuivrée"),
        words("écru écrus"),
        words("cassé cassée"),
        words("foncé foncée"),
        words("bleuté bleutée"),
        words("orange orangée"),
    ),
    color_endings=NOTHING,
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
    text_affirmers=r"(?:n['\u2019]est|ne\s+sont)\s+plus|pas|jamais|non",
    text_stops=(
        rf"{AT}|aux?|avec|chez|comme|contient|dans|en|et|mais|moins|ou|plus|pour|que|sans|seulement"
        r"|sous|sur"
    ),
    text_free=r"free",
)
