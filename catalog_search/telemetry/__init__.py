"""What a process tells of its work: metrics, spans and log lines, written by one call each.

Metrics need `prometheus-client`, spans `opentelemetry-api`; without them the calls do nothing.
Nothing here holds words that a shopper searched for, an address or a photo's name, and what cannot
be written never stops the work.
"""

from catalog_search.telemetry.context import Search, carrier, request_id, search, task, web_request
from catalog_search.telemetry.metrics import breaker_state, count_indexed, degraded, sync_ended
from catalog_search.telemetry.stages import engine_call, stage
from catalog_search.telemetry.tracing import span

__all__ = [
    "Search",
    "breaker_state",
    "carrier",
    "count_indexed",
    "degraded",
    "engine_call",
    "request_id",
    "search",
    "span",
    "stage",
    "sync_ended",
    "task",
    "web_request",
]
