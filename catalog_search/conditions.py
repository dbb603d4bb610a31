"""Whether a payload satisfies conditions: the rule every index must agree with."""

from collections.abc import Callable

from catalog_search.types import Condition, Exclude, Match, Payload, Range, Where

Test = Callable[[Payload], bool]


def satisfies(payload: Payload, where: Where) -> bool:
    """Return whether every condition holds, by the rules stated at their types."""
    return satisfying(where)(payload)


def satisfying(where: Where) -> Test:
    """Return the test of many payloads for the same conditions."""
    tests = [test_of(condition) for condition in where]
    return lambda payload: all(test(payload) for test in tests)


def test_of(condition: Condition) -> Test:
    if isinstance(condition, Exclude):
        met = matching(Match(condition.field, condition.values))
        return lambda payload: not met(payload)
    return matching(condition) if isinstance(condition, Match) else within(condition)


def matching(condition: Match) -> Test:
    # True == 1 in Python, but a boolean is no number in a payload.
    wanted = {(type(one), one) for one in condition.values}
    field = condition.field

    def test(payload: Payload) -> bool:
        value = payload.get(field)
        if isinstance(value, list | tuple):
            return any((type(one), one) in wanted for one in value)
        return (type(value), value) in wanted

    return test


def within(condition: Range) -> Test:
    low, high = condition.low, condition.high

    def test(payload: Payload) -> bool:
        value = payload.get(condition.field)
        if not isinstance(value, int | float) or isinstance(value, bool):
            return False
        return (low is None or value >= low) and (high is None or value <= high)

    return test
