"""The products that Tiendanube exports, and Nuvemshop, as it is called in Brazil."""

from catalog_search.sync.exports.export import Export

KEYS = ("identificador_de_url", "identificador_url", "url_identifier")

TIENDANUBE = Export(
    system="Tiendanube",
    required=("name", "price", "categories"),
    typical=KEYS,
    key=KEYS,
    continues=True,
    columns={
        "title": ("name",),
        "description": ("description",),
        "brand": ("brand",),
        "category": ("categories",),
    },
    collected={"variant_sku": ("sku",), "barcode": ("código_de_barras", "barcode")},
    price=("price",),
    sale_price=("precio_promocional", "sale_price"),
    stock=("stock",),
    always_sold={"stock": [""]},
    category_separator=",",
    options=("option{}_name", "option{}_value"),
    renamed={
        form.format(number): f"option{number}_{part}"
        for number in range(1, 4)
        for form, part in (
            ("nombre_de_propiedad_{}", "name"),
            ("valor_de_propiedad_{}", "value"),
            ("nome_da_variação_{}", "name"),
            ("valor_da_variação_{}", "value"),
        )
    },
    hidden={"mostrar_en_tienda": ["no"], "exibir_na_loja": ["não", "nao"]},
    ignored=(
        *KEYS,
        *(
            "peso*",
            "weight_*",
            "alto_*",
            "ancho_*",
            "altura_*",
            "largura_*",
            "profund*",
            "comprim*",
        ),
        *("mostrar_*", "exibir_*", "env*o_*", "frete_*", "*para_seo", "producto_f*", "produto_f*"),
        *(
            "mpn*",
            "sexo",
            "rango_*",
            "faixa_*",
            "costo",
            "custo",
            "height_*",
            "length_*",
            "width_*",
        ),
    ),
)
