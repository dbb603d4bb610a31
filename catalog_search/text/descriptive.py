"""English words that describe goods without naming them."""

import re

QUALITIES = frozenset(
    re.findall(
        r"[\w-]+",
        "adorable affordable airy amazing antique appealing authentic awesome baggy basic "
        "beautiful best better big bigger bold boyish bright budget casual charming cheap "
        "cheap-looking cheaper cheerful chic childish classic classical classy clever cold "
        "colorful colourful comfortable comfy compact contemporary cool cosy cozy crazy cute "
        "dark decent decorated decorative delicate delicious dressy durable edgy elegant "
        "enormous everyday excellent expensive expensive-looking extra fancy fantastic "
        "fashionable fashioned fast favorite favourite feminine fitted flashy flowy fluffy "
        "fresh fun funky funny genuine giant girlish girly glamorous glittery good gorgeous "
        "great handy healthy heavy hip homely huge inexpensive informal ladylike large larger "
        "least less lightweight little long looking loose lovely luxurious luxury manly masculine "
        "matching mature mini miniature minimalist modern more most narrow neat new nice old "
        "old-fashioned original outdated oversized pastel perfect petite plain playful "
        "popular portable posh powerful practical premium preppy pretty professional proper "
        "quality quick quiet quirky real really reliable retro robust romantic roomy rustic "
        "sexy shiny short silent simple sleek slender slim small smaller snug soft solid spare "
        "special sporty stable stretchy strong stunning sturdy stylish super tall tasty thick "
        "thin tight tiny tough traditional trendy trusty ultra unique unusual used useful "
        "versatile very vintage vivid warm wide wild young youthful "
        # Of food and drink.
        "bitter bubbly creamy crispy crunchy fizzy fruity homemade hot juicy mild nutty organic "
        "raw refreshing ripe salty savory savoury seedless sour spicy sugary sweet tart yummy",
    )
)
"""Qualities of any goods. Before the name of a kind they say nothing about the kind."""

MATERIALS = frozenset(
    re.findall(
        r"\w+",
        "acrylic alloy aluminium aluminum bamboo beech birch brass bronze cambric cardboard "
        "cashmere ceramic chambray chiffon chrome concrete copper cord corduroy cotton crepe "
        "crystal denim earthenware elm enamel faux felt fibreglass flannel fleece georgette "
        "gingham granite hardwood hemp hickory iron jute lace latex leather leatherette "
        "linen lycra mahogany maple marble melamine merino mesh metal microfiber microfibre "
        "modal mohair muslin nickel nubuck nylon oak organza pewter pine plastic plywood "
        "polycarbonate polyester polypropylene poplin porcelain rattan rayon resin satin "
        "seagrass sheesham sherpa silicone silk sisal slate softwood spandex spruce "
        "stainless steel sterling stoneware suede taffeta teak terracotta terry terrycloth "
        "titanium towelling tulle tweed twill velour velvet veneer viscose voile walnut "
        "wicker wood wooden wool woollen wrought zinc",
    )
)
"""Materials, which may stand behind names: "kettle brushed steel"."""

FINISHES = frozenset(
    re.findall(
        r"\w+",
        "anodised anodized boxed brushed cast chromed coated engraved forged frosted galvanised "
        "galvanized glossy insulated lacquered laminated lined matt matte oiled padded painted "
        "patterned polished printed quilted ribbed striped tinted varnished washed woven",
    )
)
"""How they are finished. The terms of some are those of goods: of "brushed" that of a brush."""

FUNCTIONS = frozenset(
    re.findall(
        r"\w+",
        "adjustable automatic bagless cordless detachable disposable electric electronic "
        "extendable flexible foldable folding inflatable magnetic nonstick rechargeable "
        "refillable removable reusable reversible stackable tilting unscented waterproof "
        "weatherproof wired wireless",
    )
)
"""How things work, whatever they are."""
FEATURES = FUNCTIONS | frozenset(
    re.findall(
        r"\w+",
        "assorted dual handmade manual medium mono multipack pack pair replacement standard "
        "unisex universal",
    )
)
"""How things work and come, which may stand behind their names as well."""

NO_GOODS = frozenset(
    re.findall(
        r"\w+",
        # Parts, and what a thing looks like.
        "branches color colors colour colours corners design designs dots edges leaves look "
        "looks pattern patterns petals pockets ruffles shape size sleeves stripes style "
        "styles surface "
        # Bodies.
        "arms back belly breath eyebrows eyelashes eyes face feet hair hands heart lashes "
        "legs lips muscles neck skin stomach teeth "
        # What they feel.
        "ache aches aching hurt hurting hurts sore "
        # What nobody can put into a box.
        "air atmosphere comfort education energy entertainment fun health heat hygiene "
        "internet job life love luck memories money mood music nature noise peace performance "
        "posture privacy quiet safety security sleep sound space speed temperature time vibe "
        "vibes weather weight work rain snow storm sun wind "
        # Times and occasions.
        "adventure adventures afternoon anniversary autumn birthday breakfast celebration "
        "ceremony christmas commute concert date day days dinner dinners easter evening "
        "evenings event events exam exams festival graduation halloween holiday holidays "
        "interview interviews journey lunch marathon match meeting meetings morning mornings "
        "night nights party picnic ride rides season summer tour tournament trip trips "
        "vacation wedding weekend weekends winter workout "
        # Places.
        "airport apartment area balcony bathroom beach bedroom corner desert flat forest garden "
        "home house indoors inside kitchen mountain mountains nook office outdoors outside room "
        "rooms school sea spot terrace wall walls yard "
        # People.
        "beginner beginners boss boyfriend colleague colleagues couple couples dad family "
        "father friend friends gamer gamers girlfriend grandfather grandma grandmother "
        "grandpa guest guests husband mom mother mum neighbor neighbour newborn student "
        "students teacher teachers teenager teenagers toddler toddlers wife "
        # Activities.
        "baking boxing camping climbing cooking cricket cycling dancing fishing gaming "
        "gardening hiking hunting jogging knitting reading running sailing shopping skating "
        "skiing studying surfing swimming traveling travelling walking yoga",
    )
)
"""Last words of texts that name no goods: "green leaves", "movie night", "sleeping outdoors"."""

HANDLING = frozenset(
    re.findall(
        r"\w+",
        "baking boiling carrying catching chopping cleaning cooking cutting drying feeding "
        "fixing frying grilling growing hanging lifting making organising organizing peeling "
        "plant planting playing protecting reading removing repairing riding roasting "
        "serving slicing storing washing watching writing",
    )
)
"""Acts before the names of goods that they handle: "cooking eggs"."""

ACTS = frozenset(
    re.findall(
        r"\w+",
        "bind brew carry change charge chill clean cook cool copy cover cut decorate display drain "
        "dry file fix grow hang hide hold keep lay light lock lose mount move open organise "
        "organize pack polish pour protect put repair secure serve set show squeeze stick store "
        "take tidy tie transfer wash watch water wrap",
    )
)
"""First words of purposes before the goods that they handle: "set the table"."""

TOOLS = frozenset(
    re.findall(
        r"\w+",
        "apron bag basin basket belt block board book boots bottle bowl box brush bucket "
        "cards case chair cloth container cup desk dish foil fork game glass glasses gloves "
        "hat helmet hook jacket jar kit knife ladle lamp light liquid machine mat mug needle "
        "net oil pad pan paper pillow pin plant planter plate platter pole pot powder press "
        "rack rail rod rope salt scissors set sheet shoes soap soda spoon spray stand station "
        "stick stone stove strap string surface table tablet tape tin tongs tool towel tray "
        "trolley tub utensil wand water wrap",
    )
)
"""Goods that an act names behind it, and does not handle: "cooking pot"."""

GENERAL = frozenset(
    re.findall(
        r"\w+",
        "alcohol bag bags book books box boxes camera chair cloth computer cosmetics cup dish "
        "drink drinks fabric flower flowers food fruit fruits game games glass glasses hat "
        "instrument jewelry jewellery juice lamp lamps light lights machine makeup meat pants "
        "paper perfume plant plants seat seats shirt shoe shoes snack snacks spice spices "
        "stationery sweets table tool tools toy toys vegetable vegetables weights",
    )
)
"""Names of goods of many kinds: an orchid is a flower, though its title does not say so."""
