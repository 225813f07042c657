"""Ranking offerings for a need: pure functions over texts and arrays. No database, no Flask.

documents    What is matched: passages of a need or an offering.
jsonlines    Needs and offerings from JSON lines, rankings as TREC run lines.
reading      One token to its terms: its own language's words, and the common space of both languages.
kept         What an analyser takes seconds to make, kept in a folder.
engine       The analyser: a document to occurrences of terms.
weights      Every number that the score depends on.
vectors      Rarity, saturation, the thesaurus' relations.
sparse       Sparse matrices as plain arrays.
tallies      Raw amounts of terms, taken over for texts that did not change.
touched      Which texts a changed thesaurus reads otherwise.
index        Building, saving and opening the catalogue's arrays.
expansion    A word to the catalogue's nearest words, by letters.
weighing     A document against an index: weights by channel, and which words they come from.
ranking      The score: one sparse product.
finding      The catalogue's search box: what has the words, and what is only related.
eligibility  Dates and declared target groups: MATCH, GAP, UNKNOWN.
selection    Threshold, folding of near-duplicates, variety, bands, 'no good match'.
topics       The directions in which the catalogue's texts lie, for texts of one field without a common word.
scope        Whether a need is development work at all, or an everyday errand.
faults       Faults of a technical matter, which no everyday word beside them turns away.
certainty    How sure it is that a need has an answer: scope and scores in one number.
decision_quality  How well 'no good match' is decided, and fitting it.
suggesting   All steps after the ranking in one call.
crediting    A document's weights and the words they come from.
meeting      How two words meet, and whether a reader would see it.
explained    What an explanation tells, and how it is stored with a match.
explanation  Which words of both texts the score stands on.
telling      Which pairs of words of an explanation are told, on cards and in mails.
unmet        Which sentences of a need none of some offerings speaks of.
marking      Where the words of an explanation stand in the texts.
spotting     Which concepts a text has, for those who look after the thesaurus.
evaluation   nDCG@10, MRR@10, R@100, MAP.
"""
