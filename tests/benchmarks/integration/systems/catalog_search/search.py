from catalog_search.search import by_photo, by_text, similar_to


def skus(items):
    return [item.product.sku for item in items]


def words(query):
    return skus(by_text(query).items)


def typo(query):
    return skus(by_text(query).items)


def meaning(query):
    return skus(by_text(query).items)


def facets(query):
    [colors] = [facet for facet in by_text(query).facets if facet.name == "color"]
    return {value.value: value.count for value in colors.values}


def price(query, limit):
    return skus(by_text(query, filters={"price_max": limit}, sort="price").items)


def photo(data):
    return skus(by_photo(data).items)


def similar(product):
    return skus(similar_to(product))
