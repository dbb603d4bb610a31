"""Names of models that shoppers and stores write together or apart: "WH-1000XM5", "S24 FE"."""

import pytest

from catalog_search.models import Product
from catalog_search.text.query.terms import parse_terms_with
from catalog_search.text.store import words_build

CASES = """
Sony WH-1000XM5: wh-1000 xm5, wh 1000 xm5, sony wh1000 xm5, wh 1000 xm 5, wh1000xm5, wh-1000-xm5
Sony WF-1000 XM4: wf1000xm4, wf1000 xm4, wf 1000xm4
GeForce RTX4070Ti Super: rtx4070 ti super, rtx 4070 ti super, rtx 4070ti super
Radeon RX 7800 XT: rx7800xt, rx7800 xt
Galaxy S24FE: s24 fe, galaxy s 24 fe
Galaxy S23 FE: s23fe
OLED55C34LA TV: oled55c34 la, oled 55 c34la, oled 55 c34 la
Bosch GSR18V-55: gsr 18v 55, gsr18 v55, gsr18v-55
Brother HL-L2350DW: hl l2350 dw, hll2350dw
Canon Z6III: z6 iii, z 6 iii
"""


@pytest.mark.parametrize("case", CASES.strip().splitlines())
def test_parts_of_a_model_name_may_be_written_apart_or_together(case: str) -> None:
    title, texts = case.split(": ")
    titles = [title, "Sony WH", "1000 pieces", "Super Ti", "Galaxy S 9", "Canon 6"]
    words = words_build.build([Product(pk=pk, title=each) for pk, each in enumerate(titles)])
    for text in texts.split(", "):
        parsed = parse_terms_with(words, text)
        assert words.products[parsed.complete(words.products)].tolist() == [0], text
        assert parsed.corrected == ""


def test_numbers_side_by_side_are_not_one_number() -> None:
    words = words_build.build([Product(pk=1, title="Strings 1046"), Product(pk=2, title="Xy55 5")])
    for text in ("10 46", "xy5 55"):
        assert not parse_terms_with(words, text).complete(words.products).any()
