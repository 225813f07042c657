"""A matchmaking service between companies and research, development and innovation (RDI) offerings.

The map, from the ground up. An upper floor may import lower ones; neighbours on a floor never import each other:

    web | cli
    operations
    matching | store | mail | exchange
    text | i18n
    model
    config

config      Settings from the environment and instance/config.toml, checked at start.
model       Frozen records, closed lists, transition tables, errors: company, institution, offering, need, match, user.
text        Text to terms: language, lemmas and compound parts, stop words, dictionary, thesaurus.
matching    Pure functions: weighted documents, index, ranking, eligibility, selection, explanation, evaluation.
store       SQLite: opening, the write transaction, migrations, one module of plain functions per table group.
mail        A message from a template; delivery by SMTP, or as .eml files in the instance's outbox.
exchange    Files in and out: bytes to records plus row errors. No database.
i18n        Finnish and English words for all of it, with or without a request.
operations  One use case per module, one verb per use case; each owns one write transaction.
web         The Flask application: access, errors, locale, and one blueprint per role.
cli         `python -m matchmaker GROUP COMMAND`.

A need flows one way: `web.company` validates, `operations.submit_need` ranks without a lock and then stores need, version,
matches with reasons, audit row and mail row in one transaction; the coordinator's queue reads them;
`operations.decide_match` moves a match along its transition table; the worker (`operations.work`) delivers the mail,
re-ranks after changes of the catalogue or the model and builds the index that the web workers map into memory.
"""
