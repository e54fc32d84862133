-- Outcomes known on $as_of; remarks differ between copies of one outcome, so the latest remark stands.
select uscc, occurred_on, outcome, note, known_on
from core_outcomes__event_enterprises
where known_on <= $as_of
qualify row_number() over (
    partition by uscc, occurred_on, outcome
    order by known_on desc, note desc nulls last, delivery_id, row_number
) = 1
order by uscc, occurred_on, outcome
