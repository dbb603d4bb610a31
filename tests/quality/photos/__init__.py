"""How well photos as shoppers take them find the product: borders, screenshots, empty ground."""
