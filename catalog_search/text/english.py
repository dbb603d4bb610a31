"""English words that do not name goods, and groups of names for the same trait."""

import re

FILLERS = frozenset(
    re.findall(
        r"\w+",
        "a am an and any are as at be been being but can could did do does doing for from get "
        "getting going had has have having here how i id if im in into is it its ive just me my "
        "myself n need neither nor of on or our please really should so some somebody someone "
        "something such than that the their them then there these they this those to too very want "
        "was we were what when where which while who whose why will with would you your yourself",
    )
)
"""English words that do not describe a product. They are used only if a query has no others."""


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
embroidered, embroidery
extra extra large, xx large, xxl, 2xl
extra large, x large, xl
extra small, x small, xs
faux fur, fake fur, artificial fur
faux leather, vegan leather, fake leather, synthetic leather, pu leather, leatherette
floral, flowery, flower print
formal, office, business
full sleeve, full sleeved, long sleeve, long sleeved
half sleeve, half sleeved, short sleeve, short sleeved
hand made, handmade, handcrafted
for kids, for children, for a child, for a kid
kids, children, kid, child
heat resistant, heatproof, heat proof
high waist, high waisted, high rise
lightweight, light weight
low waist, low waisted, low rise
matt, matte
men, gents, gentlemen
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
vintage, retro, old fashioned
water resistant, waterproof, water proof
wicker, rattan, willow
windproof, wind proof, wind resistant
wooden, wood
woolen, woollen, wool
wrinkle free, non iron, crease resistant
women, ladies, woman
"""
"""One trait of goods on each line, with its names. They are used whatever the store calls it."""
