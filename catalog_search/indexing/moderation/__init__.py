"""Moderation: which pictures policies block, and what people decide about them.

`scores` judges vectors; `sample` tries words and thresholds on the store's photos; `teaching`
calibrates a policy on them and on decisions; `opinions` has what a classifier says; `reviews` holds
what is blocked and decided; `judging` judges again what a change of policies may touch, and the
pictures of looks and banners.
"""

from catalog_search.indexing.moderation.judging import judge_again, judge_uploads, review_again
from catalog_search.indexing.moderation.reviews import decide, hold, pass_on, release, undo
from catalog_search.indexing.moderation.scores import (
    NEUTRAL,
    may_show,
    policy_scores,
    review,
    verdict,
)
from catalog_search.models.desk.moderation import UNCLASSIFIED, UNSCORED

__all__ = [
    "NEUTRAL",
    "UNCLASSIFIED",
    "UNSCORED",
    "decide",
    "hold",
    "judge_again",
    "judge_uploads",
    "may_show",
    "pass_on",
    "policy_scores",
    "release",
    "review",
    "review_again",
    "undo",
    "verdict",
]
