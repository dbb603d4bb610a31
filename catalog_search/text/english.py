"""English words that are no names of goods, and the names that it has for the same goods."""

import re

FILLERS = frozenset(
    re.findall(
        r"\w+",
        "a an and any are as at be can do for from i in is it me my need of on or please some "
        "something that the these this those to want we what which with you your",
    )
)
"""English words that do not describe a product. They are used only if a query has no others."""

SAME_GOODS = """
airplane, aeroplane, plane, aircraft
anorak, parka
aquarium, fish tank
armchair, easy chair
arugula, rocket
backpack, rucksack, knapsack
band aid, plaster, adhesive bandage
bathrobe, dressing gown, robe
beanie, woolly hat, knitted hat
bedspread, bed cover, coverlet
bell pepper, capsicum, sweet pepper
bicycle, bike, cycle, pushbike
blender, liquidiser, liquidizer
bookcase, bookshelf
bracelet, bangle, wristband
broccoli, calabrese
candy, sweets, confectionery
car, automobile
cell phone, mobile phone, cellphone, smartphone, mobile
chest of drawers, dresser
chips, crisps
cilantro, coriander
closet, wardrobe, armoire
cleats, football boots
comforter, duvet, quilt
cookie, biscuit
corn, maize, sweetcorn
crib, cot
curtains, drapes
cutlery, silverware, flatware
desk, writing table
diaper, nappy
donut, doughnut
draughts, checkers
duffel bag, duffle bag, holdall
dumbbell, hand weight
earphones, earbuds, headphones
eggplant, aubergine
eraser, rubber
fanny pack, bum bag, waist bag, belt bag
faucet, tap, mixer tap
flashlight, torch
flip flops, thongs
flowerpot, plant pot, planter
footstool, ottoman, pouffe
fridge, refrigerator
frying pan, skillet, frypan
garbanzo, chickpea
garden hose, hosepipe
glasses, spectacles, eyeglasses, eyewear
gown, dress, frock
green onion, spring onion, scallion
handbag, purse
hoodie, hooded sweatshirt, hooded sweater, sweatshirt
jewelry, jewellery
jumper, sweater, pullover
kettle, teakettle
ladybug, ladybird
lamp, light
lawnmower, lawn mower
leash, dog lead
light bulb, lightbulb, bulb
loafers, slip ons
luggage, suitcase, trolley case
mug, cup
nail polish, nail varnish, nail enamel
napkin, serviette
necktie, tie
nightgown, nightdress, nightie, nightwear
nightstand, bedside table
notebook, notepad, exercise book
oatmeal, porridge
onesie, bodysuit, romper, babygrow
overalls, dungarees
pacifier, dummy, soother
pajamas, pyjamas, pjs, sleepwear, nightwear
panties, knickers, briefs, underpants
pantyhose, tights
pen, ballpoint, biro
perfume, fragrance, cologne, scent
picture frame, photo frame
pillowcase, pillow cover
popsicle, ice lolly
powder sugar, icing sugar
raincoat, mac, mackintosh, rain jacket
running machine, treadmill
screen, monitor, display
shrimp, prawn
singlet, tank top
skirting, baseboard
sleeveless jacket, gilet, bodywarmer
slippers, house shoes
sneakers, trainers, gym shoes, sports shoes
soda, soft drink, fizzy drink, pop
sofa, couch, settee
spanner, wrench
speaker, loudspeaker
sportswear, activewear, athleisure
stilettos, high heels, heels
stove, cooker, range
stroller, pushchair, buggy, pram, baby carriage
stuffed animal, soft toy, plush toy, cuddly toy, teddy
sunglasses, shades, sunnies
suspenders, braces
sweatpants, track pants, joggers, jogging bottoms
swimsuit, bathing suit, swimming costume, swimwear
tap water, drinking water
tee, t shirt, tshirt
television, tv, telly
tights, leggings
tin opener, can opener
tissue, kleenex, handkerchief
toilet paper, loo roll, bathroom tissue
tracksuit, jogging suit
trash can, dustbin, waste bin, waste basket, garbage can, bin
trousers, pants, slacks
truck, lorry
tumbler, drinking glass
turtleneck, polo neck, roll neck
undershirt, vest
usb stick, flash drive, memory stick, thumb drive, pen drive
vacuum, vacuum cleaner, hoover
vacuum flask, thermos
waistcoat, vest
washcloth, face cloth, flannel
wellies, wellingtons, rain boots, gumboots
windbreaker, windcheater
wristwatch, watch, timepiece
yogurt, yoghurt
zip, zipper
zucchini, courgette
"""
"""One kind of goods on each line, with its British and American names.

They are used for a word that the store does not have; see `synonyms.of_language`.
"""

SAME_TRAITS = """
adjustable, height adjustable
battery operated, battery powered
big, large
bio, organic
checked, checkered, chequered, plaid, gingham
collapsible, foldable, folding, fold up
colorful, colourful, multicolor, multicolored, multicolour, multicoloured
comfy, comfortable
cordless, wireless
cosy, cozy
crew neck, round neck
dishwasher safe, dishwasher proof
eco friendly, environmentally friendly, sustainable
faux fur, fake fur, artificial fur
faux leather, vegan leather, fake leather, synthetic leather, pu leather, leatherette
floral, flowery, flower print
formal, office, business
full sleeve, full sleeved, long sleeve, long sleeved
half sleeve, half sleeved, short sleeve, short sleeved
hand made, handmade, handcrafted
heat resistant, heatproof, heat proof
high waist, high waisted, high rise
lightweight, light weight
low waist, low waisted, low rise
matt, matte
noise cancelling, noise canceling, noise reducing
non stick, nonstick
plain, solid
polka dot, dotted, spotted
quilted, padded
rechargeable, chargeable
round, circular
see through, sheer, transparent
shiny, glossy
shockproof, shock proof, shock resistant
silent, quiet, noiseless
stackable, stacking
stretchy, stretchable, elastic
unscented, fragrance free
water resistant, waterproof, water proof
wicker, rattan, willow
windproof, wind proof, wind resistant
wooden, wood
woolen, woollen, wool
wrinkle free, non iron, crease resistant
"""
"""One trait of goods on each line, with its names. They are used whatever the store calls it."""
