"""The photo upload form."""

from django import forms
from django.utils.translation import gettext_lazy as _
from PIL.Image import Image

from catalog_search.exceptions import InvalidPhoto
from catalog_search.photos.shoppers import uploads


class PhotoForm(forms.Form):
    """A photo to search with. The cleaned value is an upright RGB image of moderate size."""

    photo = forms.FileField(
        allow_empty_file=True,
        error_messages={
            "required": _("Choose a photo first."),
            "invalid": _("Choose a photo first."),
        },
    )

    def clean_photo(self) -> Image:
        try:
            return uploads.read_upload(self.cleaned_data["photo"])
        except InvalidPhoto as error:
            raise forms.ValidationError(str(error)) from error
