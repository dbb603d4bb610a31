"""The picture of a rule's banner on its form: uploaded, kept from preview to preview, removed."""

from typing import Any

from django import forms
from django.core import signing
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog_search.exceptions import CatalogSearchError
from catalog_search.models import Rule
from catalog_search.models.desk.moderation import has_policies
from catalog_search.photos.decoder import decoding
from catalog_search.photos.shoppers import uploads
from catalog_search.photos.uploaded_pictures import LONGEST_SIDE, set_picture

SALT = "catalog_search.banner_picture"


class PictureForm(forms.Form):
    """The fields of the picture. A browser sends a chosen file once, so the form keeps its name."""

    upload = forms.FileField(
        label=gettext_lazy("Picture of the banner"),
        required=False,
        widget=forms.FileInput(attrs={"accept": decoding.asked_types()}),
        help_text=format_lazy(
            gettext_lazy("Above the text. {formats}. Location and camera data are removed."),
            formats=decoding.upload_format_names(),
        ),
    )
    kept = forms.CharField(required=False, widget=forms.HiddenInput)
    remove_picture = forms.BooleanField(label=gettext_lazy("Without this picture"), required=False)

    def set_picture_of(self, rule: Rule, data: dict[str, Any]) -> None:
        """Give the rule the picture that the form has, or none."""
        if name := signed(data.get("kept", "")):
            rule.picture, rule.width, rule.height = name
        if data.get("remove_picture"):
            rule.picture, rule.width, rule.height = "", 0, 0
        if file := data.get("upload"):
            try:
                set_picture(rule, uploads.read_upload(file, LONGEST_SIDE))
            except CatalogSearchError as error:
                self.add_error("upload", str(error))


def token_of(rule: Rule) -> str:
    """Return what the form keeps of the rule's picture; "" if it has none."""
    if not rule.picture:
        return ""
    return signing.dumps((rule.picture, rule.width, rule.height), salt=SALT)


def signed(token: str) -> tuple[str, int, int] | None:
    """Return name, width and height of a picture that token_of() signed, else None."""
    try:
        name, width, height = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return name, width, height


def picture_problem(rule: Rule) -> str:
    """Return why shoppers do not see the saved rule's picture, or ""."""
    if not rule.picture:
        return ""
    if rule.blocked_picture == rule.picture:
        return _("Moderation blocked the picture. Shoppers see the banner's text alone.")
    if rule.allowed_picture != rule.picture and has_policies(rule.store_id):
        return _("Shoppers see the picture once the next indexing run has judged it.")
    return ""
