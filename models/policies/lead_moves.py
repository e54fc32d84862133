"""What may become of telling an enterprise of a policy, and whether that is a claim.

In: keys of states. Out: storing (pipelines.cases.lead_recording), what claims mean (models.policies.claims).
"""

from typing import Final

from warehouse.policy_vocabulary import LEAD_STATES

# With these an enterprise has made a claim.
CLAIMING: Final = tuple(state.key for state in LEAD_STATES if state.is_claim)


def possible_states(state: str) -> tuple[str, ...]:
    """Return what may be recorded of a lead that stands so; empty: nothing was recorded yet."""
    return LEAD_STATES[state].then if state else LEAD_STATES.keys
