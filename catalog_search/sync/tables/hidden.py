# ruff: noqa: RUF001  (letters of other alphabets)
"""Rows of a manifest that say themselves that they are not to be shown."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from functools import lru_cache

from catalog_search.exceptions import message as _
from catalog_search.models import clock
from catalog_search.sync.cells.answers import answer, folded
from catalog_search.sync.records.sales import moment_of
from catalog_search.sync.tables.columns import apart, bare
from catalog_search.sync.tables.left_out import named_in, skus_in
from catalog_search.types import Problem

SHOWING_WORDS = """
    published is_published publish visible is_visible enabled is_enabled enable is_active is_online
    is_live is_listed visible_online show_in_shop im_shop_sichtbar sichtbar_im_shop
    show web_visible visible_in_catalog publish_to_web for_sale is_for_sale saleable sellable
    veröffentlicht sichtbar publié publiée publicado publicada pubblicato visibile gepubliceerd
    zichtbaar visível visivel opublikowany widoczny publicerad synlig опубликован опубликовано
"""
"""Columns that say yes of rows that are shown."""
DOUBTFUL_WORDS = """
    active online live listed
    aktiv actif activo ativo attivo actief aktywny aktivní активен активный
"""
"""The same, but they may tell of the product: where another column says that it is shown, it is."""
HIDING_WORDS = """
    hidden hide archived draft deleted removed disabled inactive trashed unpublished unlisted
    is_hidden is_archived is_draft is_deleted is_removed is_disabled is_inactive is_trashed
    deletion_flag löschkennzeichen is_unpublished is_unlisted
    inaktiv deaktiviert inactif inactivo inattivo
    versteckt verborgen ausgeblendet archiviert gelöscht entwurf caché masqué archivé supprimé
    oculto oculta archivado eliminado borrado nascosto archiviato eliminato gearchiveerd
    verwijderd arquivado excluído excluido ukryty usunięty скрыт скрыто удалён удален удалено
"""
"""Columns that say yes of rows that are not."""
STATE_WORDS = """
    status post_status product_status publication_status listing_status lifecycle_status
    workflow_state state statut estado stato
    статус stav durum visibility product_visibility catalog_visibility sichtbarkeit
"""
"""Columns that name the state of a row."""
DATE_WORDS = """
    unpublished_at
    deleted_at deleted_on deleted_date date_deleted deletion_date deleted_time is_deleted_at
    archived_at archived_on archived_date date_archived trashed_at removed_at gelöscht_am
    archiviert_am supprimé_le archivé_le eliminado_el fecha_eliminación eliminato_il verwijderd_op
"""
"""Columns with the date since which a row is not."""
STATES = """
    draft, archived, unpublished, not published, hidden, trash, trashed, private, inactive, disabled
    deleted, removed, pending, pending review, in review, paused, suspended, unlisted, offline, off
    discontinued, expired, ended, blocked, rejected, retired, removed, auto-draft, obsolete
    in-active, nowhere
    not visible, not visible individually, not active, stopped, end of life, ausgelaufen
    entwurf, inaktiv, nicht aktiv, archiviert, versteckt, ausgeblendet, gelöscht, deaktiviert
    unveröffentlicht, nicht veröffentlicht, privat, papierkorb, ausstehend, gesperrt, in prüfung
    brouillon, inactif, inactive, archivé, archivée, masqué, masquée, caché, cachée, supprimé
    supprimée, désactivé, désactivée, non publié, non publiée, privé, en attente, corbeille
    hors ligne, borrador, inactivo, inactiva, archivado, archivada, oculto, oculta, eliminado
    eliminada, desactivado, desactivada, no publicado, no publicada, privado, privada, pendiente
    deshabilitado, deshabilitada, papelera, bozza, inattivo, inattiva, archiviato, archiviata
    nascosto, nascosta, eliminato, eliminata, disattivato, non pubblicato, privato, in attesa
    cestino, disabilitato, rascunho, inativo, inativa, arquivado, arquivada, escondido, excluído
    desativado, não publicado, pendente, lixeira, concept, inactief, gearchiveerd, verborgen
    verwijderd, niet gepubliceerd, in behandeling, uitgeschakeld, prullenbak, szkic, wersja robocza
    nieaktywny, nieaktywna, zarchiwizowany, zarchiwizowane, ukryty, ukryta, usunięty, oczekujący
    nieopublikowany, wyłączony, utkast, arkiverad, dold, raderad, avpublicerad, väntande, kladde
    arkiveret, skjult, slettet, udkast, arkivert, luonnos, arkistoitu, piilotettu, koncept
    neaktivní, archivováno, skryté, skrytý, smazáno, piszkozat, vázlat, inaktív, archivált, rejtett
    taslak, pasif, arşivlendi, gizli, silindi, yayında değil, ciornă, inactiv, arhivat, ascuns
    черновик, неактивен, неактивный, неактивно, архив, в архиве, архивирован, скрыт, скрытый
    скрыто, удалён, удален, удалено, не опубликован, не опубликовано, на модерации, отключен
    чернетка, неактивний, приховано, πρόχειρο, ανενεργό, 下書き, 非公開, アーカイブ, 草稿, 已下架
    未上架, 下架, 無効, 隐藏, 停用, 임시글, 비공개, 판매중지, مسودة, טיוטה, nháp, draf
"""
"""What a column `status` says of rows that are not shown."""


def columns_of(words: str) -> frozenset[str]:
    return frozenset(map(folded, words.split()))


SHOWING, HIDING = columns_of(SHOWING_WORDS), columns_of(HIDING_WORDS)
DOUBTFUL = columns_of(DOUBTFUL_WORDS)
STATE_COLUMNS, DATES = columns_of(STATE_WORDS), columns_of(DATE_WORDS)
KINDS = (SHOWING, HIDING, STATE_COLUMNS, DATES, DOUBTFUL)
NAMES_OF_HIDDEN = frozenset(name.strip() for name in STATES.strip().replace("\n", ",").split(","))
HIDDEN = frozenset(map(folded, NAMES_OF_HIDDEN))
NAMED = ("name", "code", "value", "label")
"""What objects of JSON call the name of a state."""
TICKS = ("x", "xx", "*")

Row = tuple[int, Mapping[str, object]]


def without_hidden(
    rows: Iterator[Row | Problem], configured: Collection[str]
) -> Iterator[Row | Problem]:
    """Yield the rows but those that are hidden or drafts, then one warning that counts these.

    Columns in `configured` are shown or filters, so that they say something else.
    """
    count = 0
    names: list[str] = []
    skus: list[str] = []
    for row in rows:
        if not isinstance(row, Problem) and is_hidden(row[1], configured):
            count += 1
            names += named_in(row[1])
            skus += skus_in(row[1])
        else:
            yield row
    if count:
        reason = _(
            "%(count)d products are left out: a column such as 'published' or 'status' says that "
            "they are hidden or drafts.",
            count=count,
        )
        yield Problem("", reason, warning=True, left_out=tuple(names), hides=tuple(skus))


def is_hidden(row: Mapping[str, object], configured: Collection[str]) -> bool:
    is_doubtful = is_shown = False
    for name, value in row.items():
        kind = kind_of(name)
        if not kind or name in configured:
            continue
        value = innermost(value)
        text = str(value).strip() if isinstance(value, str | bool | int | float) else ""
        if not text:
            continue
        if hides(kind, text) or is_past(kind, text):
            if kind is not DOUBTFUL:
                return True
            is_doubtful = True
        elif kind is SHOWING or kind is STATE_COLUMNS:
            is_shown = True
    return is_doubtful and not is_shown


def innermost(value: object) -> object:
    """Return the name in an object of JSON, {"id": 3, "name": "draft"}, or in a list of one."""
    while isinstance(value, Mapping | list | tuple):
        some = [value.get(name) for name in NAMED] if isinstance(value, Mapping) else value
        filled = [each for each in some if each is not None]
        value = filled[0] if len(filled) == 1 or (filled and isinstance(value, Mapping)) else None
    return value


@lru_cache(1000)
def kind_of(name: str) -> frozenset[str] | None:
    """Return which of the sets above the column is in, None if in none of them."""
    column = folded(bare(apart(name)))
    return next((kind for kind in KINDS if column in kind), None)


@lru_cache(1000)
def hides(kind: frozenset[str], text: str) -> bool:
    """Return whether a column of this kind says with the text that its row is hidden."""
    if kind is DATES:
        return False
    word = folded(text)
    said = answer(text)
    if kind is HIDING:
        return word in TICKS or word in HIDDEN if said is None else said
    said_no = said is False
    if kind is STATE_COLUMNS:
        # A number or a short word may answer another question: whether the product is new.
        said_no = said_no and len(word) > 3 and word.isalpha()
    return said_no or word in HIDDEN or (kind in (SHOWING, DOUBTFUL) and word == "-1")


def is_past(kind: frozenset[str], text: str) -> bool:
    """Return whether a column of this kind may hold a date, and holds one that has come."""
    if kind is not DATES and kind is not HIDING:
        return False
    moment = date_in(text)
    return moment is not None and moment <= clock.as_stored(clock.now())


@lru_cache(1000)
def date_in(text: str) -> datetime | None:
    """Return the date that the text is, None for any other, such as 0000-00-00 or NULL."""
    try:
        return moment_of(text)
    except ValueError:
        return None
