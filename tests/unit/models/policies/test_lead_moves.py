"""What may follow what after an enterprise was told of a policy."""

from models.policies.lead_moves import CLAIMING, possible_states
from warehouse.policy_vocabulary import CLAIM_RESULTS, LEAD_STATES


def test_anything_may_be_the_first_that_is_known() -> None:
    assert possible_states("") == LEAD_STATES.keys


def test_what_was_granted_is_over_and_nothing_leads_back_to_being_told() -> None:
    assert possible_states("granted") == ()
    assert not any("told" in possible_states(state) for state in LEAD_STATES.keys)


def test_whatever_may_follow_is_a_state_and_every_result_is_a_claim() -> None:
    assert all(key in LEAD_STATES for state in LEAD_STATES.keys for key in possible_states(state))
    assert set(CLAIM_RESULTS.keys) < set(CLAIMING)
