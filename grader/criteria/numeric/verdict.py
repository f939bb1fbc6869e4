"""What a number turned out to be, and what it was held against."""

from typing import Literal

import msgspec

from grader.criteria.numeric.working import Working
from grader.rubric.numbers import Network, SlipId

Outcome = Literal["ok", "carried", "slip", "unmatched"]


class Verdict(msgspec.Struct, frozen=True):
    """What a number is: its share 0..1 of the points, and the slip that explains it, if one does.

    `size` is the number itself, counted or in bytes; 0 where there was none.
    """

    outcome: Outcome
    share: float = 0.0
    size: float = 0.0
    slip: SlipId | None = None


NOTHING = Verdict("unmatched")
"""The verdict on a part for which no number was found."""


class Case(msgspec.Struct, frozen=True):
    """What a verdict rests on beside the number: the network, what was written and judged before.

    `base` is 1000 or 1024 where the answer says how large a megabyte is, else 0. `before` are the
    verdicts on the parts that come first: parameters, then one picture.
    """

    network: Network
    working: Working
    base: int = 0
    bytes_above: float = 100_000
    before: tuple[Verdict, ...] = ()

    @property
    def parameters(self) -> Verdict:
        """The verdict on the number of parameters."""
        return self.before[0] if self.before else NOTHING

    @property
    def memory_one(self) -> Verdict:
        """The verdict on the memory for one picture."""
        return self.before[1] if len(self.before) > 1 else NOTHING
