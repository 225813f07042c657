"""Text to terms: what one word, one phrase and one passage stand for.

tokens      Words, numbers and standards with the characters they occupy.
terms       The record that every analyser returns: a key, a weight, and the characters inside the word.
finnish     Finnish words: Voikko's lemmas and compound parts, or the stems of `snowball` when Voikko is missing.
snowball    Finnish stems by the Snowball rules.
english     English words: Snowball stems and the pieces of hyphen compounds.
spoken      Finnish as it is typed and spoken: missing umlauts, 'tarttis', 'meijän'.
language    Which language a passage is written in.
stopwords   Words that only hold a sentence together.
background  How common a word is in the language at large.
lexicon     The general Finnish-English dictionary of FreeDict, when it is installed.
thesaurus   The field's own concepts, their words and their relations.
propernames  Names of people and places, which Voikko knows as nothing else.
thesaurus_check  What is wrong with a thesaurus.
thesaurus_search  Concepts by a part of an id or a term.
phrases     The thesaurus' terms found in a sentence.
wordtable   A word list in two arrays: small, quick to open, shared between processes.
"""
