from django.db import models
from django.urls import reverse
from modelsearch import index
from modelsearch.queryset import SearchableQuerySetMixin


class Category(models.Model):
    name = models.CharField(max_length=100)


class ProductQuerySet(SearchableQuerySetMixin, models.QuerySet):
    pass


class Product(index.Indexed, models.Model):
    sku = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    category = models.ForeignKey(Category, models.CASCADE)
    color = models.CharField(max_length=30)
    price = models.DecimalField(max_digits=8, decimal_places=2)
    photo = models.ImageField(upload_to="products")

    objects = ProductQuerySet.as_manager()
    search_fields = [
        index.SearchField("name", boost=2),
        index.AutocompleteField("name"),
        index.FilterField("color"),
        index.FilterField("price"),
        index.RelatedFields("category", [index.SearchField("name")]),
    ]

    def get_absolute_url(self):
        return reverse("product", args=[self.sku])
