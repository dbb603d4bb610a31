# ruff: noqa: RUF001  (letters of other alphabets)
"""What shops write where a product has no category, as shop systems call it in each language."""

import re

NAMES = """
    uncategorized, uncategorised, not categorized, not categorised, unclassified, no category
    ongekategoriseer, geen categorie, niet gecategoriseerd, ongecategoriseerd
    غير مصنف, غير مصنفة, بدون تصنيف, دسته بندی نشده, دسته‌بندی نشده, بدون دسته‌بندی
    təsnif edilməmiş, kateqoriyasız, без категория, некатегоризирани, некатегоризиран
    nekategorizirano, sense categoria, sense classificar, nezařazené, nezařazeno, bez kategorie
    heb gategori, ukategoriseret, ikke kategoriseret, unkategorisiert, nicht kategorisiert
    ohne kategorie, keine kategorie, χωρίς κατηγορία, μη κατηγοριοποιημένα, αταξινόμητα
    nekategoriigita, sin categoría, sin categoria, sin categorizar, sin clasificar
    määramata, kategooriata, sailkatu gabea, sailkatugabea, sailkatu gabeak
    luokittelematon, luokittelemattomat, ei kategoriaa, non classé, non classée, non classe
    non catégorisé, non categorise, sans catégorie, sans categorie, sen categoría, sen clasificar
    ללא קטגוריה, לא מסווג, ללא סיווג, अवर्गीकृत, বিভাগহীন, nesvrstano, bez kategorije
    egyéb kategória, kategorizálatlan, nincs kategorizálva, besorolatlan, kategória nélkül
    չդասակարգված, tak berkategori, tidak berkategori, tanpa kategori, óflokkað, senza categoria
    non categorizzato, non classificato, 未分類, უკატეგორიო, санатсыз, 미분류, 분류되지 않음
    분류 없음, 카테고리 없음, be kategorijos, nekategorizuota, nekategorizēts, bez kategorijas
    некатегоризирано, tiada kategori, ukategorisert, ikke kategorisert, bez kategorii
    nieskategoryzowane, sem categoria, não categorizado, não classificado, fără categorie
    necategorizat, neclasificat, без рубрики, без категории, вне категории, некатегоризированное
    nezaradené, bez kategórie, nerazvrščeno, brez kategorije, pa kategori, e pakategorizuar
    некатегоризовано, некатегорисано, без категорије, nekategorizovano, okategoriserad
    okategoriserade, okategoriserat, utan kategori, ไม่มีหมวดหมู่, ไม่ได้จัดหมวดหมู่, kategorisiz
    kategorilenmemiş, kategorisi yok, без категорії, без рубрики, некатегоризоване, غیر زمرہ بند
    chưa được phân loại, chưa phân loại, không phân loại, không có danh mục, 未分类, 无分类, 無分類
"""


def plain(name: str) -> str:
    """Return the name as NO_CATEGORIES has it, also of one from an address: "sin-categoria"."""
    return " ".join(re.sub("[-_]", " ", name).casefold().split())


NO_CATEGORIES = frozenset(map(plain, NAMES.strip().replace("\n", ",").split(",")))
LONGEST = max(map(len, NO_CATEGORIES))


def is_no_category(name: str) -> bool:
    """Return whether the name says, in any language and case, that there is no category."""
    return len(name) < 2 * LONGEST and plain(name) in NO_CATEGORIES
