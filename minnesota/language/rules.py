"""What is special to each language: the one table that a new one goes into.

A language is a row here, its catalogue `locale/<code>.po`, and the texts of the packs in it. The
words serve to tell names from other words: in a case file any language can stand beside any other,
so the words of all rows are looked for together.
"""

from collections.abc import Collection
from typing import NamedTuple


class LanguageRules(NamedTuple):
    """What the program knows of a language. A word that ends in `*` stands for all with that stem.

    `code`: as `--lang` takes it, and as Babel knows the language.
    `region`: the language as a Word file names it.
    `first_day`: the first day of a month, where dates say it otherwise than by the number 1.
    `smallest_grouped`: the smallest number whose thousands are set apart.
    `below_a_year`: parts of the words for units of age in which a child under one is counted.
    `titles`: what stands before the name of a person.
    `on_behalf_of`: what stands between who writes and for whom.
    `bodies`: words that stand in names of bodies, places, roles and things, and in no person's.
    `common`: words without accents that stand in many names: alone, they name nobody.
    `also_names`: words without accents that are names too: alone, they are one with a capital.
    """

    code: str
    region: str
    below_a_year: Collection[str]
    titles: Collection[str]
    on_behalf_of: Collection[str]
    bodies: Collection[str]
    common: Collection[str]
    also_names: Collection[str]
    first_day: str = "1"
    smallest_grouped: int = 0


_ENGLISH = LanguageRules(
    code="en",
    region="en-GB",
    below_a_year=("month", "week", "day"),
    titles="dr prof mr mrs ms sgt capt lt col gen maj".split(),
    on_behalf_of=("for", "on behalf of", "c/o", "care of"),
    bodies="""
        aid archive* association avenue boulevard box brigade bureau center centre clerk clinic club
        coalition collecti* commission committee court defenc* defens* department desk doctor
        doctors e-mail email evidence foundation group guard hospital house institut* interpret*
        investigat* laborato* lawyers league legal letter locker minist* mission mobile morgue
        network ngo notary observat* office officer organisation organization patholog* phone
        photograph* police post prosecut* registry rights road room safe section service signal
        society store street team technici* tel tribunal union unit universi* university victim*
        whatsapp witness*
    """.split(),
    common="""
        and army boy boys brother captain chief child children civilian civilians colonel commander
        corporal daughter doctor eight families family father five for four general girl girls
        governor group husband judge lawyer lieutenant major man may mayor members men minister
        miss mother mrs nine officers one people person persons police prefect president prof
        professor relatives saint sergeant seven several sgt sir sister six soldiers son state ten
        the three two unidentified unit unknown unnamed villager villagers wife will woman women
    """.split(),
    also_names="""
        baker bank bell black blessing brown cook faith fall field fisher gift grace gray green grey
        hill hope hunter joy justice king love mark mason mercy patience peace precious prince
        rivers rose sow stone victor white wood young
    """.split(),
)

_FRENCH = LanguageRules(
    code="fr",
    region="fr-FR",
    below_a_year=("mois", "semaine", "jour"),
    titles="dr prof professeur professeure mme m mlle me maitre maître".split(),
    on_behalf_of=("pour", "au nom de"),
    bodies="""
        archive* association avenue avocats boulevard bp brigade bureau clinique club coalition
        collecti* comité comite commission cour depot depôt dépot dépôt droits défense fondation
        greffe groupe hopital hôpital institut* interprete interprète laborato* ligue magasin maison
        minist* mission morgue observat* ong organisation parquet police poste quartier reseau
        réseau rue salle section service technici* temoin* témoin* tribunal tél union unite unité
        universi* équipe equipe
    """.split(),
    common="""
        adjudant capitaine caporal cheikh chef cinq civils commandant des deux dix enfant enfants
        famille familles femme femmes groupe homme hommes huit juge les maire maitre ministre neuf
        personnes prefet quatre sainte sept sergent trois une
    """.split(),
    also_names="belle blanc bon grand marie martin noir petit pierre roy".split(),
    first_day="1er",  # as French writes it, and Babel does not
)

_SPANISH = LanguageRules(
    code="es",
    region="es-ES",
    below_a_year=("mes", "semana", "dia", "día"),
    titles="dr sr sra don doña".split(),
    on_behalf_of=(),
    bodies="""
        abogad* calle centro club colectivo comision comisión derechos equipo fiscal* fundacion
        fundación grupo hospital institut* laborato* liga minist* observat* ong policia policía red
        testigo* tribunal universi*
    """.split(),
    common="""
        cinco civiles cuatro del diez don dona dos familia familias grupo hombre hombres juez las
        los mujer mujeres nino ninos nueve ocho personas san seis siete tres
    """.split(),
    also_names="angel campo cruz flores leon luz mar paz rey rojas sol".split(),
    smallest_grouped=10_000,  # 1000 días, but 10.000
)

LANGUAGES = {rules.code: rules for rules in (_ENGLISH, _FRENCH, _SPANISH)}

# Parts of names, and titles, that are found in names of any country: alone, they name nobody.
PARTICLES = frozenset(
    "abu ben bin das den der elhadj hadj ibn imam mac ould oum sheikh umm van von".split()
)
