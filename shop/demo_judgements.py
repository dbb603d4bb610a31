"""What a person searching the demo catalogue would want: our own queries and judgements.

A product is right when its category contains one of the words given. That is coarse on
purpose: it can be judged without looking, and without taste.
"""

QUERIES: dict[str, tuple[str, ...]] = {
    "something to take pictures with": ("Photo",),
    "old fashioned camera": ("Photo",),
    "plant in a pot": ("Plants",),
    "green leaves": ("Plants",),
    "flowers": ("Plants",),
    "shoes for running": ("Footwear",),
    "white sneakers": ("Footwear",),
    "drink made of fruit": ("Juices",),
    "healthy vegetable juice": ("Juices",),
    "alcoholic drink": ("Alcohol",),
    "bottle of wine": ("Alcohol",),
    "seat for the living room": ("Furniture",),
    "furniture made of wood": ("Furniture",),
    "sofa": ("Furniture",),
    "warm top with a hood": ("Hoodies",),
    "short sleeved shirt": ("T-shirts", "Polo Shirts"),
    "shirt with a collar": ("Polo Shirts",),
    "paint for the wall": ("Paints",),
    "computer accessories": ("Computers",),
    "screen for my desk": ("Computers",),
    "ball to play with": ("Equipment",),
    "boxing and gym gear": ("Equipment",),
    "sleeping outdoors": ("Equipment",),
    "soft pillow": ("Homewares",),
}

LOOKUPS = (
    "Instant Camera",
    "Road Bike",
    "Spiky Cactus",
    "Leather Sofa",
    "Clacky Keyboard",
    "Boxing Gloves",
    "Yellow Plimsolls",
    "Red Wine",
    "Mustard Hoodie",
    "Orchid",
)
"""Titles of the products whose photos are cropped, turned, compressed and looked up."""

SCENE = ("Grey Fabric Sofa", "Bonsai Tree", "Instant Camera")
"""Titles of the products whose photos make up one scene."""
