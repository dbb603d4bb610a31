from django.db import models
from django.urls import reverse


class Category(models.Model):
    name = models.CharField(max_length=100)


class Product(models.Model):
    sku = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    category = models.ForeignKey(Category, models.CASCADE)
    color = models.CharField(max_length=30)
    price = models.DecimalField(max_digits=8, decimal_places=2)
    photo = models.ImageField(upload_to="products")

    def get_absolute_url(self):
        return reverse("product", args=[self.sku])
