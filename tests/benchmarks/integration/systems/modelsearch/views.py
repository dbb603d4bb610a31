from django.shortcuts import render


def search(request):
    rows = Product.objects.search(request.GET.get("q", ""))[:24]
    return render(request, "search.html", {"products": rows})
