"""How shoppers say constraints in English."""

from catalog_search.text.english import FILLERS
from catalog_search.text.rules.english_denials import (
    ANY_KIND,
    DO_NOT,
    FAILING,
    FAILING_NOW,
    NOT_DONE,
    OF_GOODS,
    OPTIONAL,
)
from catalog_search.text.rules.language import LanguageRules, words
from catalog_search.text.rules.numbers import ENGLISH_NUMBERS

WITHOUT = r"without|w(?:ith|iht|hit|it)\s+out|w/o(?:ut)?|wout"
LESS = "|".join(
    rf"(?<={word})less|(?<={word}[-\s])less"
    for word in words("sugar salt fat scent odor odour alcohol caffeine gluten lactose")
)
"""Endings of contents; "wireless" and "seamless" deny none."""
BY_PRICE = r"(?:(?:sort(?:ed)? )?by price[,:]? )?"
LOW = r"(?:low(?:est)?(?: prices?)?|cheap(?:est)?|least expensive)"
HIGH = r"(?:high(?:est)?(?: prices?)?|(?:most )?expensive|dearest|priciest)"
TO = r" to (?:the )?"
SUBJECT = r"(?:(?:and|but|that|which|it|they)\s+)*(?:that|which|it|they|i|we|you|i['\u2019]?m)"
"""Of what must not cost more, or who will not pay it."""
IS_NOT = r"(?:(?:that|which)(?:['\u2019]?s| is| are)? )?(?:not|(?:is|are)n['\u2019]?t)"

ENGLISH = LanguageRules(
    fillers=FILLERS,
    goods=frozenset(),
    connectors=words("a an and at but by for from in of or please sorted that the to with"),
    placeholders=words(
        "article articles goods item items one ones product products stuff thing things buy "
        "everything anything looking show find"
    ),
    chatter_before=(
        r"hi|hello|hey|ok|okay|um|uh|please|pls|sort|search(?:ing)?(?:\s+for)?|browse|view|list(?:\s+of)?"
        r"|(?:buy|order|purchase|shop)|shopping\s+for|show\s+me"
        r"|find(?:\s+me|(?=\s+an?\s))|every|everything"
        r"|all(?!\s+(?:black|day|in|natural|night|over|purpose|season|terrain|weather|white)s?\b)|anything"
        r"|a\s+few|several|a\s+couple\s+of|lots\s+of|interested\s+in"
        r"|(?:i\s+am\s+|i['\u2019]?m\s+)?(?:looking|searching|hunting)\s+for"
        r"|(?:an?\s+)?(?:good(?!\s+(?:friday|luck|morning|night)\b)|nice|great|decent"
        r"|lovely|beautiful|perfect|amazing|awesome|excellent)"
        r"(?:[\s-]+quality)?|(?:an?\s+)?(?:(?:high|top|best)[\s-])?quality"
    ),
    chatter_after=(
        r"online|shops?|stores?|shop\s+online|web\s?site|site|prices?|available|today|now|asap"
        r"|collections?|(?:and\s+)?(?:things?|stuff)|(?:with\s+)?free\s+(?:delivery|shipping)"
        r"|(?:for|on)\s+sale|deals?|near\s+me|amazon|ebay|ty|kindly|preferably|tho(?:ugh)?|lol"
        r"|cheers|if\s+(?:possible|any|available|you\s+have(?:\s+(?:it|any|one))?)"
    ),
    courtesy=r"(?:many\s+)?thanks(?:\s+a\s+lot)?|thank\s+(?:you|u)|thx|please|pls|plz",
    photo_reference=(
        r"(?:(?:something|anything|one|ones|just|exactly|more|the|a|same|similar|like|as|to)\s+)*"
        r"(?:this|these|that|those|it|same|similar)\b(?:\s+(?:one|ones|photo|picture|image))?"
    ),
    numbers=(ENGLISH_NUMBERS,),
    price_lead=(
        r"(?:priced?(?:\s+range)?|costing|costs?|for|that costs?)(?:\s*:)?"
        r"(?:\s+|(?=[<>\u2264\u2265]))(?:at\s+|is\s+|of\s+)?"
    ),
    between=r"between|betw\.?|btw\.?|from",
    between_joint=r"and|to|&",
    joint=r"to",
    under=(
        r"under|below|beneath|less (?:expensive |costly )?th[ae]n(?: or equal to)?"
        r"|(?:cheaper|lower) th[ae]n"
    ),
    over=(
        r"over|above|beyond|past|exceed(?:s|ed|ing)?|(?:in )?excess of|upwards? of"
        r"|(?:more(?: expensive| costly)?|(?:high|great|dear|pric(?:i|e)|costli)er) th[ae]n"
    ),
    price_denier=(
        rf"(?:{SUBJECT}\s+)?(?:(?:is|are|am|can|could|do|does|may|must|shall|should|will|would)\s+)?"
        rf"(?:not|never|no|nothing|none|cannot|{WITHOUT}|(?:is|are|do|does|ca|could|may|must|need"
        r"|should|wo|would)n['\u2019]?t)"
        r"(?:\s+(?:a|afford|any|anything|at|be|being|cost(?:s|ing)?|for|go(?:es|ing)?|have|it|like"
        r"|much|pay(?:ing)?|pric(?:ed?|ing)|run|sell|spend(?:ing)?|that['\u2019]?s|to|want(?:ing)?"
        r"|which|willing|wish))*"
    ),
    up_to=(
        r"up[- ]?to|at most|max(?:imum|\.)?(?: price)?(?: of)?"
        r"|sub[- ]?(?=[$\u00a3\u20ac])|within|<=?|≤|=<"
        r"|(?:price )?limit(?: of| is|:)?|(?:(?:my |a )?budget(?: of| is)?:?)"
    ),
    at_least=(r"at least|from|min(?:imum|\.)?(?: price)?(?: of)?|starting (?:at|from)|>=?|≥"),
    near=r"about|around|roughly|approx(?:imately|\.)?|circa|~|near",
    or_less=r"(?:or|and) (?:less|under|below|cheaper)|max(?:imum)?|tops|limit",
    or_more=r"(?:or|and) (?:more|up|over|above)",
    weak=r"within|from|near",
    price_tail=r"each|apiece|(?:per|a) (?:item|piece)|only|(?:in )?total|on(?=\s+an?\s)",
    after_price=(
        r"and|but|or|with|without|not|no|in|please|for|cheapest|newest|size|by(?!\s*\d)"
        r"|that|which"
    ),
    amount_leads=words(
        "under below than to over above max maximum upto within of budget least most min minimum "
        "at from between and about around roughly approx approximately circa near"
    ),
    cheapest=(
        rf"{BY_PRICE}(?:from )?(?:price )?{LOW}{TO}{HIGH}(?: price)?|{BY_PRICE}lowest first"
        r"|cheapest|lowest[- ]priced?|lowest prices?|(?:least|less) expensive(?! than)"
        rf"|{IS_NOT} (?:(?:the most|(?:all )?that|too|very|so|really|overly) )?"
        r"(?:expensive|pricey|costly)"
        r"|most affordable|(?:really |very )?cheap|inexpensive|affordable|low[- ](?:cost|priced?)"
        r"|(?:sort(?:ed)? )?by price(?! desc)|price asc(?:ending)?"
    ),
    dearest=(
        rf"{BY_PRICE}(?:from )?(?:price )?{HIGH}{TO}{LOW}(?: price)?|{BY_PRICE}highest first"
        r"|most expensive|priciest|costliest|price desc(?:ending)?|by price desc(?:ending)?|"
        r"highest[- ]priced?|highest prices?"
    ),
    newest=r"newest|latest|most recent|new(?:est)? arrivals?|new in|(?:recently|newly) added",
    best=rf"best(?: match(?:es)?)?|{IS_NOT} (?:(?:the|too|very|so|really) )?cheap(?:est)?",
    sort_article=r"the",
    sort_tail=r"ones?|first",
    negators=(
        rf"(?:but\s+)?(?:not(?!\s+{FAILING_NOW}|{OPTIONAL}|(?:(?<=\bdo\snot)|(?<=\bdoes\snot))\s+{FAILING})|no|neither)"
        rf"|(?:but\s+)?(?:{WITHOUT})"
        rf"|(?:(?:anything|everything|all)|(?:any|every|all)\s+{ANY_KIND})\s+but(?=\s)|besides(?=\s)"
        r"|except(?:ing|\s+for)?|excl(?:uding|ude|\.|usive\s+of|(?=\s))|other\s+than"
        r"|(?:apart|aside)\s+from|(?:with\s+(?:the\s+)?|the\s+)exception\s+of|barring|rather\s+than"
        r"|instead\s+of|i\s+(?:hate|dislike)|allergic\s+to|intolerant\s+(?:to|of)|free(?:[\s-]+(?:from|of)(?!\s+charge)|from)"
        r"|lack(?:ing|s)|(?:void|absent|empty)\s+of|minus(?=\s+[^\W\d_])|sans(?!\s+(?:serif|fils?\b))|devoid\s+of|(?<=\S\s)"
        r"(?:hold|skip|lose|ditch|cut|drop)\s+the"
        r"|avoid(?:ing)?|omit(?:ting)?|leave\s+out|cannot(?=\s+(?:be|have|eat|drink|contain|include))"
        rf"|{OF_GOODS}(?:(?:ca|do|does|wo)n['\u2019]?t(?:\s+(?:have|contain|include))?)"
        rf"|(?:(?:{DO_NOT}|(?:do|does)n['\u2019]t|doesnt)(?!\s+{FAILING}|{OPTIONAL})|(?:is|are|must|should|has|have)n['\u2019]?t(?!\s+{FAILING_NOW}))"
        r"(?:\s+(?:have|want|contain|include))?"
        r"|(?:ca|wo)n['\u2019]?t(?=\s+(?:be|contain|drink|eat|have|include|stand|take|use|want)\b)"
        r"(?:\s+(?:have|want|contain|include))?"
        r"|never(?=\s+(?:with|contain|any\b|(?:alcohol|caffeine|dairy|fat|gluten|lactose|nuts?|salt|soy|sugars?)\b))|none\s+of(?=\s)|(?:none|nothing)(?=\s+with\s)"
    ),
    own_negators=rf"w\.?o(?=\s)|dont(?!\s+{FAILING}|{OPTIONAL})",
    all_goods=r"any|every|all|each|whichever",
    but=r"but",
    contents=(
        rf"{WITHOUT}|no|free|freefrom|contain\w*|have|include|lack\w+|minus|sans|devoid|void|absent|empty"
        r"|never|none|exclud\w+"
        r"|(?:except|ones?|those)\s+with|hold|skip|lose|ditch|cut|drop|avoid\w*|nothing|neither"
        r"|omit\w*|leave|cannot|allergic|intolerant"
    ),
    weak_negators=(
        r"(?<!\bsize\s)(?:zero|nil)(?:\s+(?:percent|per\s+cent|grams?))?"
        r"|0(?:[.,]0+)?\s?(?:%|percent|per\s+cent|grams?|m?g(?=\s))|(?<=\bwith\s)0(?=\s)"
        r"|0(?=\s+(?:sugars?|carbs?|fats?|alcohol|caffeine|gluten|lactose|salt|calories)\b)"
    ),
    negator_lead=(
        r"for\s+(?:people|someone|somebody|those|anyone)|who|that|which|is|are|has|have|having|must"
        r"|should|may|can|could|will|do|does|did|contains?|containing|w/|comes?|coming"
        r"|(?:made|prepared|produced|baked|brewed|processed|formulated|sweetened)(?:\s+with)?"
        r"|(?:with\s+)?(?:absolutely|certified|completely|entirely|fully|guaranteed|naturally|really"
        r"|strictly|totally|truly|100\s?%)"
    ),
    denied_lead=(
        rf"{NOT_DONE}|like|got|extra|additional|made|meant|out|of|for|from|in|with|a|an|another|any|the|its|added|containing"
        r"|have|contain|be|being|to(?=\s+be\s)"
        r"|(?:kind|sort|type|form|bit|drop|grain|hint)s?\s+of|(?:ones?|those)\s+(?:with|containing)"
        r"|traces?(?=\s+of\s)|want|need|eat|drink|include"
        r"|(?:sweetened|flavou?red|treated|filled|mixed|coated|lined|prepared)\s+with"
    ),
    compound_joints=words("on of"),
    denied_tail=r"ones?|added|inside|whatsoever|in\s+(?:it|them)|at\s+all|needed|required",
    free=rf"free|{LESS}",
    un_words=(
        r"(?:sweeten|sugar|salt|scent|fragranc|perfum|parfum|lin|padd|dy|bleach|flavou?r|wax|coat"
        r"|roast|print)ed"
    ),
    participles=r"[^\W\d_]{3,}ed",
    with_words=r"with|w/",
    not_excluded=(
        r"only|just|too|very|so|sure|more|less|over|under|above|below|yet|all|always|much|many"
    ),
    or_words=r"or|nor",
    and_words=r"and|as\s+well\s+as",
    articles=r"a|any",
    end_words=words(
        "for in with and or nor under over below above from of that which on at to but not no "
        "without please between by size up less more"
    ),
    value_leads=(
        r"in(?:\s+the)?\s+colou?r|colou?r(?:ed)?|in|(?:of\s+(?:the\s+)?)?brand|made\s+by|by"
        r"|from|in\s+sizes?|sizes?"
    ),
    name_leads=r"(?:of\s+(?:the\s+)?)?brand|made\s+by|by|from|category",
    size_leads=r"(?:in\s+)?sizes?",
    size_marks=r"(?:in\s+)?sz\.?",
    size_names={
        "xs": frozenset(["extra small", "x small", "xsmall"]),
        "s": words("small"),
        "m": words("medium"),
        "l": words("large"),
        "xl": frozenset(["extra large", "x large", "xlarge"]),
        "xxl": frozenset(["2xl", "extra extra large", "xx large", "xxlarge"]),
    },
    clear_colors=words(
        "black white grey red blue navy green yellow pink purple brown beige turquoise maroon"
    ),
    color_forms=(),
    color_endings=r"-?colou?red",
    common=words(
        "a all and any art basic best big black blue body boy brand classic day design diesel "
        "first for free fresh gap gas gift girl good guess home hot house it just kid life light "
        "like man men more most my new next no not now old on one only original other out park "
        "people plain pure red set shop small sport star style the this time top up us we white "
        "wild with woman women work you your"
    ),
    grammar=words(
        "no not without non zero best newest latest cheapest most low high new "
        "over under above below than"
    ),
    wearers={
        "men": words("men man mens gents gentlemen male"),
        "women": words("women woman womens ladies lady female"),
        "boys": words("boys boy"),
        "girls": words("girls girl"),
        "kids": words("kids kid children child childrens"),
        "babies": words("baby babies infants infant newborn toddler"),
        "anyone": words("unisex"),
    },
    text_deniers=(
        r"no|not(?!\s+(?:only|just|merely|all)\b)|non|without|w/o"
        r"|zero|never|absence\s+of|freedom\s+from|no\s+need\s+for|lacking\s+in"
        r"|(?:good)?bye(?:\s+to)?|no\s+to"
        r"|neither|nor|lack(?:s|ing)|minus|(?:free|devoid)[\s-]+(?:from|of)|w/out|nil|sans"
        rf"|{DO_NOT}|(?:does|is|are)nt|none\s+of|exclud(?:es|ing)|omits?|avoids?|eliminates"
        r"|instead\s+of"
        r"|in\s+place\s+of|rather\s+than|(?:replac|remov)(?:es|ed|ing)|swap(?:s|ped|ping)|skips?"
        r"|ditch(?:es|ed|ing)?|banish(?:es|ed)?|avoiding|le(?:ave|aves|ft)\s+out|hold\s+the|rid\s+of"
        r"|steers?\s+clear\s+of|nothing\s+with|not\s+contain(?:s|ing)?:"
    ),
    text_listing=r"without|w/o(?:ut)?|neither|free[\s-]+(?:from|of)",
    text_affirmers=r"no\s+longer|not|never|nor|cannot",
    text_stops=(
        r"and|as|but|by|contains|except|for|free|if|in|including|just|lack(?:ing)?|less|like|more|nor|on|only|or|"
        r"plus|than|that|to|with|without|yet"
    ),
    text_free=r"free|less",
)
