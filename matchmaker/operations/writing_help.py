"""What a need's text still lacks, seen by plain rules: help for whoever writes it, never a hindrance."""

import re
from enum import StrEnum
from typing import NamedTuple

from matchmaker.model.codes import Language
from matchmaker.operations.naming import contact_details

# Finnish says in one word what takes English two.
FEWEST_WORDS = {Language.FI: 9, Language.EN: 12}
NAME_ONLY_WORDS = 4


class Hint(StrEnum):
    """One thing that would make the text better, in the order they are told."""

    CONTACT_DETAILS = "contact-details"
    NAME_ONLY = "name-only"
    TOO_SHORT = "too-short"
    NO_TROUBLE = "no-trouble"
    NO_DETAIL = "no-detail"


class _Words(NamedTuple):
    """Beginnings of words of one language: what goes wrong or is wanted, what a thing is made of or works with, and money,
    which is made of nothing and is what is wanted."""

    trouble: re.Pattern[str]
    detail: re.Pattern[str]
    money: re.Pattern[str]


def _beginnings(text: str) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + "|".join(text.split()) + ")", re.IGNORECASE)


_WORDS = {
    Language.FI: _Words(
        trouble=_beginnings(
            "halke säröi särö murtu murtum katke kulu vuot vuoto täris tärin värähtel melu rikko rikkou ongelm vika vikoj"
            " viallis hajo hajoa liian ruost korroo home homeh haise tukk tukos likaant hävik hukka jäte hitaas hidas hitaus"
            " kuumene jäähty jääty palaa paloi palanu heikko epätasai epävarm vaihtel reklam valit kallis kallii häiri"
            " pysäht seis tarkkuu virhe virhei huono puuttu ei\\s vaike haluam haluais haluttai tarvits tarvet tarve etsi"
            " pettä petti reista reistail tökki prakaa prakas kulah jumit jumiu irtoa irtoil irron kuoriu taipu väänt kieroutu"
            " hilse hilsei lohke murene pöly huurt huurru tihku haljen halje revet repei repeil löysty naarmu syöpy savut"
            " melu meteli tahri vaahto kupli kellast haurast tarvita tarvii tarttis tartt tarvis tarvim"
            " selvit tutki testa koesta mita mitt analys kehit paran vähent lisät nopeut automati digital laajen vienti"
            " vientii kansainväl koulut opet suunnit arvioi optim piloti kokeil miten mistä miksi kuinka voiko onko"
        ),
        detail=_beginnings(
            "teräs teräk terästä rauta rauda valurau alumiin kupar messin titaan sinkki sinki ruostumat metalli muovi"
            " polyet polyprop polyam kumi kumin silikon lasi kuitu kuidu hiilik komposiit betoni sementt puu puun puut"
            " sahat vaner hake hakk pelle turve turpe pahvi paperi selluloos sellu tekstiil villa villan nahka maali maalau"
            " liima lakka öljy öljyn polttoai kaasu biokaas vety vedyn maito maidon marja marjo mustik liha lihan kala"
            " kalan vilja vilj jauho jauhe taikin juusto hedelm vihann hunaja panim mäski rehu rehun lannoit lanta lannan"
            " liete liett vesi veden jätev lipeä happo hapon kemik liuot lääke lääkk lääkin näyte näytt veri veren kudos"
            " kudok bakteer mikrob entsy potil kone konet pump puhal moottor kattil turbiin lämpöpum akku akun akut paneel"
            " anturi robot kamera ohjelm sovell tietokan järjestelm rajapin data datan erp plc pilvi pilvip tekoäly"
            " verkkokaup ruots saks norj viro viron puola puolan yhdysv japan kiina euroop"
        ),
        money=_beginnings(
            "raha rahoit rahot avustus avustuk tukirah laina lainaa lainan investointituk yritystuk"
        ),
    ),
    Language.EN: _Words(
        trouble=_beginnings(
            "crack break broke fail fault leak wear worn vibrat nois problem trouble too\\s rust corro mould mold smell clog"
            " foul wast slow overheat heats freez burn uneven unstable var(?:y|ies) complain expensive disturb stop error bad"
            " poor missing lack difficult hard\\s not\\s cannot can't don't doesn't isn't unable want would\\slike need looking"
            " find\\sout investigat test measur analy develop improv reduc increas speed automat digit expand export abroad"
            " international train teach learn design assess evaluat optimi pilot try how why what whether where"
        ),
        detail=_beginnings(
            "steel iron alumin copper brass titan zinc stainless metal plastic polyeth polyprop polyam rubber silicon glass"
            " fibre fiber carbon composit concrete cement wood timber plywood chips pellet peat cardboard paper cellulos"
            " textile wool leather paint coating glue lacquer oil fuel gas biogas hydrogen milk berr blueberr meat fish grain"
            " flour powder dough cheese fruit vegetab honey brew feed fertili manure sludge water wastewater lye acid chemic"
            " solvent drug medic sample blood tissue bacteri microb enzym patient machine pump fan motor engine boiler"
            " turbine heat\\spump batter panel sensor robot camera software app\\b application database system interface data"
            " erp\\b plc\\b cloud ai\\b web\\sshop sweden german norway estonia poland united japan china europe"
        ),
        money=_beginnings("money fund financ grant subsid loan investor"),
    ),
}
# '8 mm', '40 °C', '3 %', '500 tuntia', '20,000 pieces'; 'EN 1090', 'ISO 9001'; 'S700', 'AISI 316', '42CrMo4', 'PA12'.
_SIZE = re.compile(
    r"\d(?:[\s.,]?\d){0,20}\s?(?:mm|cm|dm|m|km|µm|um|nm|kg|g|mg|t|tn|l|dl|ml|m2|m²|m3|m³|kw|mw|w|kwh|mwh|v|a|hz|khz|bar|pa|kpa|"
    r"mpa|nm|n|kn|db|rpm|°c|°|c|%|€|eur|euroa|h|s|min|kpl|pcs|pieces|astetta|degrees?|tunti[an]*|hours?|prosenttia|percent|"
    r"met(?:riä|res?)|milli(?:ä|met)\w*|kiloa|tonni[an]*|tonnes?|litra[an]*|litres?|päivä[äns]*|days?)(?!\w)",
    re.IGNORECASE,
)
_STANDARD = re.compile(
    r"\b(?:(?:EN|ISO|SFS|DIN|IEC|ASTM|API|ASME|IP|IATF|AS)[ -]?\d+\w*|ATEX|MDR|IVDR|GMP|GLP|HACCP|REACH|RoHS|CE-mer\w*|"
    r"CE mark\w*|AISI ?\d+|S\d{3}\w?|\d{2}[A-Z][a-z][A-Z]\w+|PA ?\d{1,2}|PE-?HD|PEEK|PVC|PET)\b"
)
_WORD = re.compile(r"[^\W\d_][\w-]*")


def writing_help(text: str, language: Language) -> tuple[Hint, ...]:
    """What would make the text of a need easier to match, the most important first; nothing for a good text or an empty one.

    Pure: keeps and writes nothing. The rules are coarse on purpose, so a hint may be wrong; nobody has to follow one.
    """
    if not text.strip():
        return ()
    words, known = _WORD.findall(text), _WORDS[language]
    hints = [Hint.CONTACT_DETAILS] if contact_details(text) else []
    money = known.money.search(text)
    troubled = money or known.trouble.search(text)
    if len(words) <= NAME_ONLY_WORDS and not troubled:
        return (*hints, Hint.NAME_ONLY)
    if len(words) < FEWEST_WORDS[language]:
        hints.append(Hint.TOO_SHORT)
    if not troubled:
        hints.append(Hint.NO_TROUBLE)
    if not (money or _SIZE.search(text) or _STANDARD.search(text) or known.detail.search(text)):
        hints.append(Hint.NO_DETAIL)
    return tuple(hints)


def tells_trouble(text: str) -> bool:
    """Whether a text in either language says what goes wrong or what is wanted."""
    return any(known.trouble.search(text) for known in _WORDS.values())
