INSTALLED_APPS += ["django_htmx", "catalog_search"]
MIDDLEWARE += ["django_htmx.middleware.HtmxMiddleware"]
CATALOG_SEARCH = {"STORES": {"main": {"SOURCE": {"BACKEND": "hostshop.catalog.Catalog"}}}}
