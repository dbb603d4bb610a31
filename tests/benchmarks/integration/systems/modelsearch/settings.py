INSTALLED_APPS += ["modelsearch"]
