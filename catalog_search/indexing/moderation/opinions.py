"""What the classifier of settings says of pictures: a second opinion, and the score of policies.

A photo keeps its opinion in its row, so that policies are changed without reading it again. It is
read again where its opinion is of another picture or classifier, and a policy needs it.
"""

import hashlib
from collections.abc import Mapping, Sequence

import numpy as np
from django.db.models import F
from PIL.Image import Image

from catalog_search import conf
from catalog_search.exceptions import ClassifierUnavailable
from catalog_search.exceptions import message as _
from catalog_search.models import Photo, Policy, Store
from catalog_search.photos.shoppers import uploads
from catalog_search.protocols import Classifier
from catalog_search.types import Scores

Opinion = Mapping[str, float]
"""Probability of each label of the classifier."""


def of_images(images: Sequence[Image], classifier: Classifier) -> list[Opinion]:
    """Return the classifier's opinion of each picture. Raises ClassifierUnavailable.

    A probability that is none counts as 1: what cannot be judged is not shown.
    """
    probabilities = np.asarray(classifier.classify(images), np.float64)
    if probabilities.shape != (len(images), len(classifier.labels)):
        raise ClassifierUnavailable(
            _(
                "The classifier %(classifier_id)s answers %(images)s photos with numbers "
                "of the shape %(shape)s. Name another in CATALOG_SEARCH['CLASSIFIER'].",
                classifier_id=classifier.classifier_id,
                images=len(images),
                shape=probabilities.shape,
            )
        )
    usable = np.where(np.isfinite(probabilities), np.clip(probabilities, 0, 1), 1.0)
    return [dict(zip(classifier.labels, row.tolist(), strict=True)) for row in usable]


def of_picture(image: Image) -> Opinion | None:
    """Return the opinion of one picture; None without a classifier. Raises as of_images()."""
    classifier = conf.get_classifier()
    return of_images([image], classifier)[0] if classifier else None


def of_upload(photo: uploads.QueryPhoto) -> Opinion | None:
    """Return the opinion of a shopper's photo, cached beside it. Raises as of_images()."""
    classifier = conf.get_classifier()
    if classifier is None:
        return None
    digest = hashlib.sha256(classifier.classifier_id.encode()).hexdigest()[:16]
    return uploads.beside(
        photo, f"opinion.{digest}", lambda: of_images([photo.image()], classifier)[0]
    )


def remember(photo: Photo, opinion: Opinion, classifier: Classifier) -> None:
    """Set the photo's opinion, which belongs to its present ETag; the caller saves it."""
    photo.opinion = {"of": photo.etag, "by": classifier.classifier_id, "scores": dict(opinion)}


def opinion_of(photo: Photo) -> Opinion | None:
    """Return the present classifier's opinion of the photo's present version, if it has one."""
    return stated(photo.opinion, photo.etag)


def stated(stored: Mapping[str, object], etag: str) -> Opinion | None:
    """Return the opinion that a row's column holds, if it is of this ETag and classifier."""
    classifier = conf.get_classifier()
    if classifier is None or not etag:
        return None
    is_current = (stored.get("of"), stored.get("by")) == (etag, classifier.classifier_id)
    scores = stored.get("scores") if is_current else None
    return scores if isinstance(scores, dict) else None


def are_needed(store: Store) -> bool:
    """Return whether a policy of the store goes by the classifier."""
    return store.policies.filter(enabled=True).exclude(label="").exists()


def require(policies: Sequence[Policy]) -> None:
    """Raise ClassifierUnavailable unless the classifier has the labels that policies name."""
    named = [policy for policy in policies if policy.label]
    if not named:
        return
    classifier = conf.get_classifier()
    for policy in named:
        if classifier is None or policy.label not in classifier.labels:
            raise ClassifierUnavailable(
                _(
                    "The policy “%(name)s” goes by the label %(label)r, which no classifier "
                    "gives. Name one that does in CATALOG_SEARCH['CLASSIFIER'], or disable "
                    "the policy.",
                    name=policy.name,
                    label=policy.label,
                )
            )


def notice_change(store: Store) -> None:
    """Have the store's pictures judged again if another classifier than before judges them."""
    classifier = conf.get_classifier()
    if classifier and are_needed(store):
        stores = Store.objects.filter(pk=store.pk).exclude(classified_by=classifier.classifier_id)
        stores.update(
            classified_by=classifier.classifier_id, policy_version=F("policy_version") + 1
        )


def column(opinions: Sequence[Opinion | None], label: str) -> Scores:
    """Return float64 [n]: the label's probability; NaN where there is no opinion."""
    return np.array([each.get(label, np.nan) if each else np.nan for each in opinions], np.float64)
