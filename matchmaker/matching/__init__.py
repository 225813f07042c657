"""Ranking offerings for a need: pure functions over texts and arrays. No database, no Flask.

documents    What is matched: passages of a need or an offering.
engine       The analyser: a document to occurrences of terms, in all channels.
weights      Every number that the score depends on.
vectors      Occurrences to weighted vectors, for a need and for an offering.
index        Building, saving and opening the catalogue's arrays.
expansion    A need's words to the catalogue's nearest words, by letters.
ranking      The score: one sparse product.
eligibility  Dates and declared target groups: MATCH, GAP, UNKNOWN.
selection    Threshold, folding of near-duplicates, variety, bands, 'no good match'.
explanation  Which words of both texts the score stands on.
evaluation   nDCG@10, MRR@10, R@100, MAP.
"""
