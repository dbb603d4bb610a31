"""Whether a payload satisfies conditions: the rule every index must agree with."""

from catalog_search.types import Condition, Exclude, Match, Payload, Where


def satisfies(payload: Payload, where: Where) -> bool:
    """Return whether every condition holds, by the rules stated at their types."""
    return all(holds(payload, condition) for condition in where)


def holds(payload: Payload, condition: Condition) -> bool:
    if isinstance(condition, Exclude):
        return not holds(payload, Match(condition.field, condition.values))
    value = payload.get(condition.field)
    if isinstance(condition, Match):
        found = value if isinstance(value, list | tuple) else [value]
        # True == 1 in Python, but a boolean is no number in a payload.
        wanted = {(type(one), one) for one in condition.values}
        return any((type(one), one) in wanted for one in found)
    if not isinstance(value, int | float) or isinstance(value, bool):
        return False
    low_ok = condition.low is None or value >= condition.low
    return low_ok and (condition.high is None or value <= condition.high)
