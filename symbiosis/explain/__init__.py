"""Why a plan is as it is: why not this link, what holds it back, what would repair a park that has no plan.

Everything here is asked of the solved formulation and answered by solving it again: a price is a dual and is checked
by a step, a reason is what lets the tonnes through when it is taken away.
"""

from __future__ import annotations

from symbiosis.explain.link import Answer, explain_link
from symbiosis.explain.offer import answer_table, explain_offer
from symbiosis.explain.prices import prices

__all__ = ["Answer", "answer_table", "explain_link", "explain_offer", "prices"]
