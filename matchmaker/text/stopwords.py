"""Words that only hold a sentence together. Written by hand; common content words are left to `background`."""

_FINNISH = """
a aika ain aina ainakin ainoa alla alle alta antaa asia asti edes ei eikä elikä eli ellei en enää enempi ennen ensin
eri erittäin esim esimerkiksi että ettei etenkin haluta hän he hei heti hyvin ihan ilman ilmeisesti itse itsensä ja jo
joka jokainen jokin jolloin jopa jos joskus jossa jota jotain joten jotenkin jotka jotta joku juuri kai kaikki kanssa
kautta ken kenties kerta keskellä kesken kiitos koko koska koskaan kuin kuinka kuitenkaan kuitenkin kuka kukaan kukin
kumpi kun kuten kyllä lähinnä liian lisäksi luona lähes mahdollisesti me melko mennä mieluiten miksi mikä mikään
milloin minä missä mistä miten molemmat moni monta muka mukaan mutta muu muukin muun muutama myös myöskään myötä ne
niin niinkin niinkuin noin no nuo nyt näin nämä ohi oikein olla oleva oma osa ovat paitsi paljon pari per pian pitkin
pitää pois puolesta päin pääasiassa saada sama samalla samoin sanoa se sekä sellainen semmoinen siis siitä siihen
siinä siksi silloin silti sinä sitten sieltä siellä suunnilleen sä taas tai tapa te tehdä tuo tulla tähän täällä
tällainen tämmöinen tämä täysin tuolla usein useampi vaan vaikka vai vain varten varmaan vasta vielä voida vuoksi yhä
yleensä yli ympäri että alv jne ym yms mm ml nk ns tms tarvita käydä katsoa pistää laittaa löytyä kysyä kertoa tietää
ajatella kannattaa hei terve moi ok oo oot mun sun meillä teillä onko olisi voisi
"""

# Forms of stop words that are also names of things: in a text of a company they are nearly always the stop word.
_FINNISH_FORMS = """
voi tuli tee jolla häntä laita noita aikoja pidin pariisi tarvis voisitko haluamme
"""

_ENGLISH = """
a about above across after again against all almost also although always am among an and any anybody anyone anything
are around as at be because been before being below between both but by can cannot could did do does doing done down
during each either else etc even ever every everybody everyone everything few first for from further get gets getting
give given go goes going gone got had has have having he hello help her here hers him his how however i if in into is
it its itself just kind know let like look looking lot made make makes many may maybe me might mine more most much
must my myself need needs never no nobody none nor not nothing now of off often on once one only onto or other others
our ours out over own per perhaps please possible put quite rather really said same say see seem seems several shall
she should since so some somebody someone something sometimes soon still such take than thank thanks that the their
theirs them themselves then there these they thing things this those though through thus to together too toward
towards under until up upon us use used using very via want wants was way we well were what whatever when where
whether which while who whoever whole whom whose why will with within without would yes yet you your yours able don
didn doesn isn aren wasn won ll ve re i'm it's don't can't doesn't isn't we're we've they're eg ie
"""

FINNISH = frozenset(_FINNISH.split())
FINNISH_FORMS = FINNISH | frozenset(_FINNISH_FORMS.split())
"""Stop words as they stand in a text; `FINNISH` are lemmas: the lemma 'voi' is butter, the written word 'can'."""
ENGLISH = frozenset(_ENGLISH.split())
