"""The SQL of each schema version. A released one is never edited; `store.migrations` applies them."""
