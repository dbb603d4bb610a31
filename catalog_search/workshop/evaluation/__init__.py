"""How well a store's searches answer, measured with queries made from the store itself."""
