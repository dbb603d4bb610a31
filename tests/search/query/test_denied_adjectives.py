"""Denied contents in adjectives, where products have the nouns: "non alcoolisée", "Alcool: 6 %"."""

import pytest

from tests.search.query.test_denied_traits import skus
from tests.support.shops.factories import make_indexed_photo, make_product, make_store

pytestmark = pytest.mark.django_db

CASES = """
german | nichtalkoholisches Bier; nicht alkoholisches Bier; nicht-alkoholisches Bier;\
 unalkoholisches Bier; Bier nicht alkoholisch; nicht alkoholhaltiges Bier\
 | Bier: Alkoholfrei. ; Bier: Nicht alkoholisch. | Bier: Alkoholhaltig. ; Bier: Alkohol 5 %
german | nicht gesalzene Nüsse; Nüsse nicht salzig; Nüsse nicht gesalzen; ungesalzene Nüsse\
 | Nüsse: Ohne Salz. ; Nüsse: Ungesalzen. | Nüsse: Mit Salz. ; Nüsse: Gesalzen.
german | ungezuckertes Mus; Mus nicht gesüßt; nicht zuckerhaltiges Mus; Mus ohne Zucker\
 | Mus: Ohne Zucker. ; Mus: Ungesüßt. | Mus: Mit Zucker. ; Mus: Gezuckert.
german | unparfümierte Creme; Creme ohne Duftstoffe; nicht parfümierte Creme\
 | Creme: Ohne Parfüm. ; Creme: Keine Duftstoffe. | Creme: Parfüm. ; Creme: Mit Duftstoffen.
german | Deo ohne Alu | Deo: Ohne Aluminium. | Deo: Mit Aluminium.
french | bière non alcoolisée; bières non alcoolisées; bière pas alcoolisée; bière non-alcoolisée;\
 bière sans alcool\
 | Bière: Sans alcool. ; Bière: Non alcoolisée. | Bière: 6 % d'alcool. ; Bière: Alcoolisée.
french | crème non parfumée; crème pas parfumée; crème sans parfum\
 | Crème: Sans parfum. ; Crème: Non parfumée. | Crème: Parfum de rose. ; Crème: Parfumée.
french | compote non sucrée; compote pas sucrée; compote sans sucre\
 | Compote: Sans sucres ajoutés. ; Compote: Non sucrée. | Compote: Avec sucre. ; Compote: Sucrée.
french | beurre non salé; beurre sans sel | Beurre: Sans sel. | Beurre: Avec sel. ; Beurre: Salé.
french | eau non gazeuse; eau sans gaz | Eau: Plate. ; Eau: Sans gaz. | Eau: Gazeuse.
spanish | cerveza no alcohólica; cervezas no alcohólicas; cerveza sin alcohol\
 | Cerveza: Sin alcohol. ; Cerveza: No alcohólica. | Cerveza: Alcohol 6 %
spanish | compota no azucarada; compota sin azúcar; compota sin azucarar; compota sin endulzar\
 | Compota: Sin azúcares añadidos. ; Compota: No azucarada.\
 | Compota: Con azúcar. ; Compota: Azucarada.
spanish | crema no perfumada; crema sin perfumar; crema sin perfume\
 | Crema: Sin perfume. | Crema: Con perfume. ; Crema: Perfumada.
spanish | agua no gaseosa; agua sin gas | Agua: Sin gas. | Agua: Con gas. ; Agua: Gaseosa.
english | bra no wire; bra without underwire; wire free bra; non-wired bra; bra not wired\
 | Bra: Without underwire. ; Bra: Wire-free. | Bra: Underwired. ; Bra: With wire.
english | not alcoholic beer; not-alcoholic beer\
 | Beer: Alcohol-free. | Beer: Alcohol: 5 %
"""


@pytest.mark.parametrize("case", CASES.strip().splitlines())
def test_adjectives_deny_what_nouns_say(settings, case: str) -> None:
    language, texts, without, having = case.split(" | ")
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "LANGUAGE": language}
    for letter, products in (("w", without), ("h", having)):
        for number, product in enumerate(products.split(" ; ")):
            title, description = product.split(": ", 1)
            fields = {"title": title, "description": description, "category": title}
            make_indexed_photo(make_product(sku=f"{letter}{number}", **fields))
    expected = {f"w{number}" for number in range(len(without.split(" ; ")))}
    for text in texts.split("; "):
        assert skus(make_store(), text) == expected, text


def test_a_denial_before_words_that_lead_to_it_denies_all_of_them(settings) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "LANGUAGE": "german"}
    for title in ("Tasche aus echtem Leder", "Tasche aus Stoff"):
        make_indexed_photo(make_product(sku=title, title=title))
    assert skus(make_store(), "nicht aus echtem Leder") == {"Tasche aus Stoff"}
