"""What the desk tells after a decision, also in projects without the messages framework.

The decision is made before it is told: without MessageMiddleware the page comes without the words.
"""

from functools import partial

from django.contrib import messages

success = partial(messages.success, fail_silently=True)
warning = partial(messages.warning, fail_silently=True)
error = partial(messages.error, fail_silently=True)
