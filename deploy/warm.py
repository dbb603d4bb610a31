"""Load the model while an image is built, so that no process of a new machine prepares it."""

import django

if __name__ == "__main__":
    django.setup()
    from catalog_search.operations.warming import load_model

    load_model()
