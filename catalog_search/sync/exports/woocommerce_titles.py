"""Column titles of WooCommerce's export in Italian, Dutch, Portuguese, Polish, Swedish, Danish."""

TITLES = {
    "type": "tipo | typ",
    "sku": "artikelnummer | varenummer | varenummer_(sku) | codice articolo | ref",
    "gtin,_upc,_ean,_or_isbn": (
        "gtin, upc, ean of isbn | gtin, upc, ean lub isbn | gtin, upc, ean eller isbn"
        " | gtin, upc, ean ou isbn | gtin, upc, ean o isbn"
    ),
    "name": "nome | naam | nazwa | namn | navn",
    "published": (
        "pubblicato | gepubliceerd | opublikowano | opublikowany | publicerad | publicerat"
        " | udgivet | publiceret | offentliggjort"
    ),
    "is_featured?": (
        "in primo piano? | in evidenza? | uitgelicht? | is uitgelicht? | em destaque?"
        " | está em destaque? | czy wyróżniony? | wyróżniony? | utvald? | är utvald?"
        " | fremhævet? | er fremhævet?"
    ),
    "visibility_in_catalog": (
        "visibilità nel catalogo | zichtbaarheid in catalogus | zichtbaarheid in de catalogus"
        " | visibilidade no catálogo | widoczność w katalogu | synlighet i katalog"
        " | synlighet i katalogen | synlighed i katalog | synlighed i kataloget"
    ),
    "short_description": (
        "breve descrizione | descrizione breve | korte beschrijving | descrição curta"
        " | breve descrição | krótki opis | kort beskrivning | kort beskrivelse"
    ),
    "description": "descrizione | beschrijving | descrição | opis | beskrivning | beskrivelse",
    "date_sale_price_starts": (
        "data di inizio del prezzo in offerta | data di inizio del prezzo scontato"
        " | startdatum actieprijs | data de preço promocional começa em"
        " | data de início do preço promocional | data rozpoczęcia promocji"
        " | startdatum för reapris | startdato for tilbudspris"
    ),
    "date_sale_price_ends": (
        "data di fine del prezzo in offerta | data di fine del prezzo scontato"
        " | einddatum actieprijs | data de preço promocional termina em"
        " | data de fim do preço promocional | data zakończenia promocji"
        " | slutdatum för reapris | slutdato for tilbudspris"
    ),
    "tax_status": (
        "stato delle imposte | stato imposte | btw status | btw-status | status do imposto"
        " | status podatku | momsstatus"
    ),
    "tax_class": (
        "aliquota di imposta | classe di imposta | btw-klasse | belastingklasse"
        " | classe de imposto | klasa podatkowa | momsklass | momsklasse"
    ),
    "in_stock?": (
        "in stock? | in magazzino? | disponibile? | op voorraad? | em estoque? | em stock?"
        " | na stanie? | w magazynie? | czy na stanie? | i lager? | på lager?"
    ),
    "stock": (
        "magazzino | giacenza | voorraad | estoque | stan | stan magazynowy | magazyn | zapas"
        " | lagersaldo | lagerbeholdning | lagerantal"
    ),
    "low_stock_amount": (
        "quantità di scorte basse | lage voorraad | quantidade baixa de estoque"
        " | quantidade de stock baixo | niski stan magazynowy | lågt lagersaldo"
        " | lav lagerbeholdning"
    ),
    "backorders_allowed?": (
        "ordini arretrati consentiti? | permetti ordini arretrati? | nabestellingen toestaan?"
        " | nabestellingen toegestaan? | são permitidas encomendas? | encomendas permitidas?"
        " | dozwolone zamówienia oczekujące? | restorder tillåten? | tillåt restorder?"
        " | restordrer tilladt?"
    ),
    "sold_individually?": (
        "venduto singolarmente? | wordt individueel verkocht? | individueel verkocht?"
        " | vendido individualmente? | sprzedawane pojedynczo? | säljs individuellt?"
        " | sælges individuelt?"
    ),
    "allow_customer_reviews?": (
        "permetti recensioni clienti? | klantbeoordelingen toestaan?"
        " | permitir avaliações de clientes? | zezwolić na opinie klientów?"
        " | tillåt kundrecensioner? | tillad kundeanmeldelser?"
    ),
    "purchase_note": (
        "nota di acquisto | aankoopnotitie | nota da compra | notatka do zakupu"
        " | köpnotering | købsnote"
    ),
    "sale_price": (
        "prezzo in offerta | prezzo scontato | prezzo in saldo | actieprijs | aanbiedingsprijs"
        " | preço promocional | preço de promoção | cena promocyjna | reapris | kampanjpris"
        " | tilbudspris | udsalgspris"
    ),
    "regular_price": (
        "prezzo di listino | prezzo regolare | normale prijs | reguliere prijs | preço normal"
        " | preço regular | cena podstawowa | cena regularna | cena katalogowa | ordinarie pris"
        " | normalpris | normal pris"
    ),
    "price": "prezzo | prijs | preço | cena | pris",
    "categories": "categorie | categorieën | categorias | kategorie | kategorier",
    "tags": "tag | etiquetas | tagi | znaczniki | etiketter | taggar",
    "shipping_class": (
        "classe di spedizione | verzendklasse | classe de entrega | klasa wysyłkowa"
        " | fraktklass | forsendelsesklasse | leveringsklasse"
    ),
    "images": (
        "immagini | immagine | afbeeldingen | imagens | obrazki | obrazy | zdjęcia | bilder"
        " | billeder"
    ),
    "brands": "marchi | merken | marcas | marki | märken | varumärken | mærker | brands",
    "download_limit": (
        "limite di download | downloadlimiet | limite de downloads | limit pobrań"
        " | nedladdningsgräns | downloadgrænse"
    ),
    "download_expiry_days": (
        "giorni di scadenza del download | dagen tot download vervalt"
        " | dias para expirar o download | dni do wygaśnięcia pobierania"
    ),
    "parent": (
        "genitore | hoofd | bovenliggend | hoofdproduct | ascendente | superior | produto pai"
        " | nadrzędny | rodzic | överordnad | förälder | overordnet | forælder"
    ),
    "grouped_products": (
        "prodotti raggruppati | gegroepeerde producten | grupo de produtos | produtos agrupados"
        " | produkty grupowe | produkty zgrupowane | grupperade produkter | grupperede produkter"
    ),
    "upsells": "up-sell | aumenta vendas | sprzedaż dodatkowa | merförsäljning | mersalg",
    "cross-sells": "cross-sell | venda cruzada | sprzedaż krzyżowa | korsförsäljning | krydssalg",
    "external_url": "url esterno | externe url | url externa | zewnętrzny adres url | extern url",
    "button_text": (
        "testo del pulsante | knoptekst | button tekst | texto do botão | tekst przycisku"
        " | knapptext | knaptekst"
    ),
    "position": "posizione | positie | posição | pozycja",
}
"""By the English title, as in titles.py."""

ATTRIBUTE = r"(?:att?ributo|attribuut|atrybutu?|attribut)"
OF = r"(?:d[eo]l?_|dell'|på_|för_|for_|van_)?"


def numbered(words: str) -> str:
    """Return a pattern for an attribute's title, with its number before or behind these words."""
    return rf"(?:{words})_{OF}{ATTRIBUTE}_(\d+)|{ATTRIBUTE}_(\d+)_(?:{words})"


NUMBERED = (
    (numbered("nome|naam|nazwa|namn|navn"), "name"),
    (
        numbered(
            r"valor[ei](?:\(i\)|/i)?|valor\(es\)|valores|waarde(?:\(n\)|n)?|wartoś(?:ć|ci)"
            r"(?:\(-?ci\)|\(i\))?|värde(?:\(n\)|n)?|værdi(?:\(er\)|er)?"
        ),
        "value(s)",
    ),
    (
        numbered(
            "visibile|visibilità|zichtbaar|visível|visibilidade|widoczn[ya]|widoczność|synligt?"
            "|synlighet|synlighed"
        ),
        "visible",
    ),
    (
        rf"{numbered('globale|globaal|global|globaln[ya]|globalt')}"
        rf"|{ATTRIBUTE}_globa(?:le|l)_(\d+)",
        "global",
    ),
    (numbered("predefinito|standaard|padrão|domyślny|standard"), "default"),
)
SIZES = (
    (r"(?:peso|gewicht|waga|vikt|vægt)(?=_\()", "weight"),
    (r"(?:lunghezza|lengte|comprimento|długość|längd|længde)(?=_\()", "length"),
    (r"(?:larghezza|breedte|largura|szerokość|bredd|bredde)(?=_\()", "width"),
    (r"(?:altezza|hoogte|altura|wysokość|höjd|højde)(?=_\()", "height"),
)
