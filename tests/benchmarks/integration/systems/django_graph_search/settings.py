INSTALLED_APPS += ["django_graph_search"]
GRAPH_SEARCH = {
    "MODELS": [{"model": "hostshop.Product", "fields": ["name", "color", "category__name"]}],
    "VECTOR_STORE": {
        "BACKEND": "django_graph_search.backends.FaissBackend",
        "OPTIONS": {"persist_path": str(BASE_DIR / "index.pickle")},
    },
    "EMBEDDINGS": {
        "default": {
            "BACKEND": "django_graph_search.embeddings.SentenceTransformerBackend",
            "MODEL_NAME": MODEL,
        },
    },
    "DEFAULT_EMBEDDING": "default",
    "CACHE": {"BACKEND": "file", "OPTIONS": {"path": str(BASE_DIR / "cache")}},
}
