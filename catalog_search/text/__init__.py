"""Words: how texts are taken apart, what a store's words are, what words mean to the model."""
