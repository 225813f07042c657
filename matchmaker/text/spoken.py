"""Finnish as it is typed and spoken: umlauts left out, endings clipped, everyday short forms.

Only asked about words that the lexicon does not know, so every proposal is checked against the lexicon by the caller.
"""

import re
from collections.abc import Iterator

# Short forms that no rule reaches, and the written form of each.
_FORMS = """
tarttis:tarvitsisi tarttee:tarvitsee tartteis:tarvitsisi tarvis:tarvitsisi tarttisi:tarvitsisi tarvii:tarvitsee
meijän:meidän teijän:teidän heijän:heidän meiän:meidän teiän:teidän mun:minun sun:sinun mä:minä sä:sinä ite:itse
itelle:itselle iteltä:itseltä itellä:itsellä yks:yksi kaks:kaksi viis:viisi kuus:kuusi oo:ole oon:olen oot:olet
ollaan:olemme oltas:oltaisiin ois:olisi oisko:olisiko eiks:eikö onks:onko voiks:voiko pitäs:pitäisi kans:kanssa
mut:mutta ku:kun niinku:niinkuin niinko:niinkuin sit:sitten tää:tämä noi:nuo nää:nämä tollanen:tuollainen
tällanen:tällainen sellanen:sellainen semmonen:semmoinen millanen:millainen minkälainen:millainen jotain:jotakin
katotaan:katsotaan katotaa:katsotaan kattoo:katsoo kattois:katsoisi kattoa:katsoa katsottas:katsottaisiin
kahtoo:katsoo tehään:tehdään tehä:tehdä tehtäs:tehtäisiin tehny:tehnyt nähä:nähdä lähtee:lähtee männä:mennä
mänöö:menee saaha:saada saahaan:saadaan viiä:viedä tuuaan:tuodaan juuaan:juodaan syyä:syödä käyään:käydään
labra:laboratorio labrassa:laboratoriossa labraan:laboratorioon labrasta:laboratoriosta labrat:laboratoriot
softa:ohjelmisto softan:ohjelmiston softaa:ohjelmistoa softat:ohjelmistot softia:ohjelmistoja softalla:ohjelmistolla
softaan:ohjelmistoon firma:firma duuni:työ duunia:työtä duunari:työntekijä hinkata:hangata proto:prototyyppi
protoa:prototyyppiä protot:prototyypit protoja:prototyyppejä uus:uusi uuen:uuden vois:voisi
"""
FORMS = dict(pair.split(":") for pair in _FORMS.split())

# Endings that speech clips or blurs, and what writing has there: the longest first.
_ENDINGS = (
    ("emmaks", "eammaksi"),
    ("emmin", "eammin"),
    ("eesti", "easti"),
    ("eesti", "eästi"),
    ("eempi", "eampi"),
    ("eempi", "eämpi"),
    ("ttas", "ttaisi"),
    ("ttas", "ttaisiin"),
    ("ttäs", "ttäisi"),
    ("täs", "täisi"),
    ("täs", "täisiin"),
    ("tas", "taisi"),
    ("tas", "taisiin"),
    ("isko", "isiko"),
    ("iskö", "isikö"),
    ("is", "isi"),
    ("iks", "iksi"),
    ("aks", "aksi"),
    ("äks", "äksi"),
    ("ks", "ksi"),
    ("nu", "nut"),
    ("ny", "nyt"),
    ("lu", "lut"),
    ("ly", "lyt"),
    ("ssu", "ssut"),
    ("ssy", "ssyt"),
    ("ee", "ea"),
    ("ee", "eä"),
    ("ii", "ia"),
    ("ii", "iä"),
    ("oo", "oa"),
    ("öö", "öä"),
    ("oo", "oaa"),
    ("uu", "ua"),
    ("yy", "yä"),
    ("aa", "aan"),
    ("ää", "ään"),
    ("een", "ean"),
    ("een", "eän"),
    ("s", "ssa"),
    ("s", "ssä"),
    ("l", "lla"),
    ("l", "llä"),
    ("st", "sta"),
    ("st", "stä"),
    ("lt", "lta"),
    ("lt", "ltä"),
)

# 'rahotus', 'tarkottaa', 'punanen': speech drops the i of a later syllable.
_LOST_I = re.compile(r"(?<=\w\w[oöaä])(?=t|nen\b|s[eit])")


def _lost_i(word: str) -> Iterator[int]:
    return (match.start() for match in _LOST_I.finditer(word))


_FRONT = str.maketrans("ao", "äö")
_LONGEST = 30


def written_forms(word: str) -> Iterator[str]:
    """Propose written forms of a spoken word ('nopeemmin' -> 'nopeammin'), likeliest first."""
    form = FORMS.get(word)
    if form is not None:
        yield form
    if len(word) < 4:
        return
    yield from (word[:place] + "i" + word[place:] for place in _lost_i(word))
    for ending, written in _ENDINGS:
        if word.endswith(ending):
            yield word[: -len(ending)] + written


def with_umlauts(word: str) -> Iterator[str]:
    """Propose the word with its umlauts back: Finnish vowels agree inside a part, so only part borders are guessed.

    'lampopumppu' -> 'lämpöpumppu', 'ymparistolupa' -> 'ympäristölupa'. At most four proposals per letter.
    """
    if len(word) > _LONGEST or not ("a" in word or "o" in word):
        return
    front = word.translate(_FRONT)
    yield front
    borders = [place for place, letter in enumerate(word) if letter in "ao"][1:]
    for border in reversed(borders):
        yield front[:border] + word[border:]
    for border in borders:
        yield word[:border] + front[border:]
    for first in borders:
        for second in borders:
            if first < second and len(borders) <= 5:
                yield front[:first] + word[first:second] + front[second:]
                yield word[:first] + front[first:second] + word[second:]
